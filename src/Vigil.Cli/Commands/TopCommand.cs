using System.CommandLine;
using System.Text;
using Vigil.Cli.Top;
using Vigil.Core.Runs;

namespace Vigil.Cli.Commands;

/// <summary><c>vigil top</c>: a run that is being recorded, live in the terminal. Reads the store, as every reader does.</summary>
internal static class TopCommand
{
    private const string EnterScreen = "\u001b[?1049h\u001b[?25l";
    private const string LeaveScreen = "\u001b[?25h\u001b[?1049l";

    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Argument<string?> run = CommonOptions.NoOption(new Argument<string?>("RUN")
        {
            Description = "A run (default: the newest one that is being recorded).",
            Arity = ArgumentArity.ZeroOrOne,
        });
        Option<string?> database = CommonOptions.Database();
        var once = new Option<bool>("--once") { Description = "Print one screen and end; so it is when the output is no terminal." };
        var command = new Command("top", "Watch a run live in the terminal; q ends it.") { run, once, database };
        command.SetAction(parsed => parsed.GetValue(run) is { } reference
            ? StoreAccess.ReadRun(parsed.GetValue(database), reference, (store, found) => Show(store, found, parsed.GetValue(once)))
            : StoreAccess.Read(parsed.GetValue(database), store =>
            {
                if (store.ListRuns(50).FirstOrDefault(candidate => candidate.State == RunState.Running) is { } running)
                {
                    return Show(store, running, parsed.GetValue(once));
                }

                Console.Error.WriteLine("vigil: nothing is being recorded. 'vigil top last' shows the newest run, 'vigil attach PID' records a running program.");
                return ExitCodes.Failure;
            }));
        return command;
    }

    private static int Show(IRunReader store, RunRecord run, bool once)
    {
        if (once || Console.IsOutputRedirected)
        {
            foreach (string line in Screen(store, run, 80, 40))
            {
                Console.Out.WriteLine(line);
            }

            return ExitCodes.Success;
        }

        using var leave = new ManualResetEventSlim(false);
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            leave.Set();
        };
        Console.Out.Write(EnterScreen);
        try
        {
            Follow(store, run, leave);
        }
        finally
        {
            Console.Out.Write(LeaveScreen);
        }

        return ExitCodes.Success;
    }

    private static void Follow(IRunReader store, RunRecord run, ManualResetEventSlim leave)
    {
        bool ended = false;
        do
        {
            var text = new StringBuilder("\u001b[H");
            foreach (string line in Screen(store, run, Console.WindowWidth, Console.WindowHeight - 1))
            {
                text.Append(line).Append("\u001b[K\r\n");
            }

            Console.Out.Write(text.Append(ended ? "ended; q leaves\u001b[K\u001b[J" : "q leaves\u001b[K\u001b[J").ToString());
            while (!Console.IsInputRedirected && Console.KeyAvailable)
            {
                if (Console.ReadKey(intercept: true).Key is ConsoleKey.Q or ConsoleKey.Escape)
                {
                    return;
                }
            }

            run = store.FindRuns(run.Start.Id)[0];
            ended = run.State != RunState.Running;
        }
        while (!leave.Wait(s_refresh));
    }

    private static IReadOnlyList<string> Screen(IRunReader store, RunRecord run, int width, int height)
    {
        double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return TopScreen.Draw(TopData.Read(store, run, now), Math.Max(20, width), Math.Max(10, height));
    }
}
