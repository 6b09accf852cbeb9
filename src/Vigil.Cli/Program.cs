using Vigil.Cli.Commands;

return VigilCommand.Invoke(args);
