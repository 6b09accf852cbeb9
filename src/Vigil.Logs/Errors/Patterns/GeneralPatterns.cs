using static Vigil.Logs.Errors.CauseClass;
using static Vigil.Logs.Errors.Patterns.PatternRole;

namespace Vigil.Logs.Errors.Patterns;

/// <summary>Rows about settings and code, what is benign, what only echoes others, and names of exceptions that say little.</summary>
internal static class GeneralPatterns
{
    /// <summary>Come before all others: lines that sound bad and are not.</summary>
    public static readonly CausePattern[] Harmless =
    [
        new(CudaLibraryError, "Unable to register {library:w} factory", "Unable to register cuFFT factory: Attempting to register factory for plugin cuFFT when one has already been registered") { Role = PatternRole.Harmless },
        new(UnknownError, "layout failed: INVALID_ARGUMENT", "E tensorflow/core/grappler/optimizers/meta_optimizer.cc:961] layout failed: INVALID_ARGUMENT: Size of values 0 does not match size of permutation 4") { Role = PatternRole.Harmless },
        new(HostOom, "Allocation of {:d} exceeds {:d}% of", "Allocation of 1228800000 exceeds 10% of free system memory.") { Role = PatternRole.Harmless },
        new(UnknownError, "{:b}{0|zero|no|without} error{s|(s)}{:b}", "Finished with 0 errors") { Role = PatternRole.Harmless },
        new(UnknownError, "Volatile Uncorr. ECC", "| Fan  Temp  Perf  Pwr:Usage/Cap|  Memory-Usage | Volatile Uncorr. ECC |") { Role = PatternRole.Harmless },
        new(NanOrDivergence, "number of nan iterations:{:_}0{:b}", "iteration 1/ 3 | number of skipped iterations:   0 | number of nan iterations:   0 |") { Role = PatternRole.Harmless },
        new(UnknownError, "Detected kernel version {:w}, which is below the recommended minimum", "Detected kernel version 4.18.0, which is below the recommended minimum of 5.5.0; this can cause the process to hang.") { Role = PatternRole.Harmless },
        new(UnknownError, "^wandb: {:w} Failed to sample metric", "wandb: ERROR Failed to sample metric: Not Supported") { Role = PatternRole.Harmless },
        new(UnknownError, "pip's dependency resolver does not", "ERROR: pip's dependency resolver does not currently take into account all the packages that are installed.") { Role = PatternRole.Harmless },

        new(GradientScalerOverflow, "OVERFLOW!", "OVERFLOW! Scale value 4294967296 -> 2147483648") { Level = LogLevel.Warning },
        new(GradientScalerOverflow, "{Gradient|gradient|grad} overflow", "Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to 32768.0") { Level = LogLevel.Warning },
        new(GradientScalerOverflow, "overflow detected", "NOTE: gradient overflow detected, ignoring gradient, setting loss scale to: 64.0") { Level = LogLevel.Warning },
        new(GradientScalerOverflow, "{Skipping step|skipping step|Skipped step}...loss scale", "Skipping step, reducing the loss scale to 512") { Level = LogLevel.Warning },
        new(GradientScalerOverflow, "{Found|Detected|found} {inf/nan|inf or nan|INF/NAN}{| gradients}, skip", "Detected inf/nan, skipping the update") { Level = LogLevel.Warning },
        new(DeprecationWarning, "deprecat", "x.py:45: UserWarning: This overload of addcmul_ is deprecated:") { Level = LogLevel.Warning },
        new(DeprecationWarning, "will be removed in", "FutureWarning: the argument will be removed in 0.15") { Level = LogLevel.Warning },
        new(DeprecationWarning, "FutureWarning: ", "x.py:4: FutureWarning: the default value will change") { Level = LogLevel.Warning },
    ];

    /// <summary>Come last, the least telling at the end.</summary>
    public static readonly CausePattern[] Rows =
    [
        // Summaries of what others said.
        new(UnknownError, "ChildFailedError", "torch.distributed.elastic.multiprocessing.errors.ChildFailedError:") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "^{:t}CalledProcessError", "subprocess.CalledProcessError: Command '['python', 'train.py']' returned non-zero exit status 1.") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "^{:t}RayTaskError", "ray.exceptions.RayTaskError(ValueError): ray::train() (pid=12)") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "^{:t}{TuneError|TrialError|TrainingFailedError}", "ray.tune.error.TuneError: ('Trials did not complete', [x])") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "TuneError", "ray.tune.error.TuneError: ('x did not complete', [x])") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "{exited with|Exited with|returned non-zero|exit code|exitcode|exit status|exits with} {exit |return |}{code|status|}{ |: |: |=|}{code:d}{:b}", "srun: error: node1: task 0: Exited with exit code 1") { Role = Echo, Confidence = 0.4, OnError = true },
        new(UnknownError, "failed (exitcode: {code:d})", "ERROR:torch.distributed.elastic.multiprocessing.api:failed (exitcode: 1) local_rank: 0 (pid: 4) of binary: /usr/bin/python") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "^{:t}{ProcessRaised|ProcessExited}Exception", "torch.multiprocessing.spawn.ProcessRaisedException:") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "worker process died", "Backend worker process died.") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "^SystemExit", "SystemExit: 2") { Role = Echo, Confidence = 0.4 },
        new(UnknownError, "Segmentation fault", "Segmentation fault (core dumped)") { Role = Loose, Level = LogLevel.Critical },
        new(UnknownError, "{Signal 11 (SIGSEGV)|exitcode: -11|signal SIGSEGV|SIGSEGV (@}", "traceback : Signal 11 (SIGSEGV) received by PID 4") { Level = LogLevel.Critical },
        new(UnknownError, "^Aborted{ (core dumped)|}", "Aborted (core dumped)") { Role = Echo, Level = LogLevel.Critical, Confidence = 0.5 },
        new(UnknownError, "(core dumped)", "Floating point exception (core dumped)") { Role = Loose, Level = LogLevel.Critical },
        new(UnknownError, "terminate called {after throwing an instance of|without an active exception|recursively}", "terminate called without an active exception") { Role = Echo, Confidence = 0.5 },
        new(UnknownError, "Fatal Python error: {what}", "Fatal Python error: Segmentation fault") { Level = LogLevel.Critical, Role = Loose },

        // The accelerator said no in words that no row above knows.
        new(CudaLibraryError, "CUDA error: {error}", "RuntimeError: CUDA error: operation not supported") { Confidence = 0.5 },
        new(CudaLibraryError, "{CUDA_ERROR_|cudaError}{name:i}", "E driver.cc:1] CUDA_ERROR_INVALID_HANDLE: invalid resource handle") { Confidence = 0.5 },
        new(CudaLibraryError, "HIP error: {error}", "RuntimeError: HIP error: invalid device function") { Confidence = 0.5 },
        new(CudaLibraryError, "cuda runtime error ({code:d})", "RuntimeError: cuda runtime error (9) : invalid configuration argument at /pytorch/aten/src/THC/generic/THCTensorSort.cu:62") { Confidence = 0.5 },
        new(CudaLibraryError, "CUDA error ({code:d}): {error}", "RuntimeError: CUDA error (6): the launch timed out and was terminated") { Confidence = 0.5 },
        new(CudaLibraryError, "== cudaSuccess", "F0212 10:11:12.131415 77 math_functions.cu:79] Check failed: error == cudaSuccess (7 vs. 0) too many resources requested for launch") { Confidence = 0.5 },

        // Settings and plain mistakes in code, in words.
        new(ConfigError, "unexpected keyword argument {name:q}", "TypeError: forward() got an unexpected keyword argument 'labels'"),
        new(ConfigError, "unrecognized arguments: {arguments}", "train.py: error: unrecognized arguments: --local-rank=0"),
        new(ConfigError, "the following arguments are required: {arguments}", "train.py: error: the following arguments are required: --data"),
        new(ConfigError, ": error: argument {argument:w}", "train.py: error: argument --lr: invalid float value: 'x'"),
        new(ConfigError, "^{:t}py: error: {what}", "train.py: error: too few arguments"),
        new(ConfigError, "{No such option|no such option}", "Error: No such option: --lrr"),
        new(ConfigError, "Missing {option|argument}", "Error: Missing option '--data'."),
        new(ConfigError, "Invalid value for", "Error: Invalid value for '--lr': x is not a valid float."),
        new(ConfigError, "Cannot find argument {argument:q}", "MXNetError: Cannot find argument 'keernel', Possible Arguments:"),
        new(ConfigError, "The {parameter:q} parameter of {:w} must be", "sklearn.utils._param_validation.InvalidParameterError: The 'n_estimators' parameter of RandomForestRegressor must be an int in the range [1, inf). Got 0 instead."),
        new(ConfigError, "{Could not override|Primary config module|Cannot find primary config|Could not load|ConfigCompositionException|MissingConfigException|ConfigAttributeError|ConfigKeyError|ConfigTypeError|ValidationError|MissingMandatoryValue}", "Could not override 'model.lrr'.") { OnError = true },
        new(ConfigError, "Could not override {key:q}", "Could not override 'model.lrr'."),
        new(ConfigError, "{Configuration|Config}Error:", "mytrainer.errors.TrainerConfigurationError: fsdp needs more than one device") { OnError = true },
        new(ConfigError, "has not been initialized", "RuntimeError: The accelerator state has not been initialized. Call Accelerator() first.") { OnError = true, Confidence = 0.5 },
        new(ConfigError, "Expected to have finished reduction in the prior iteration", "RuntimeError: Expected to have finished reduction in the prior iteration before starting a new one.") { Confidence = 0.7 },
        new(ConfigError, "MissingMandatoryValue", "omegaconf.errors.MissingMandatoryValue: Missing mandatory value: data.path"),
        new(ConfigError, "Error locating target {target:q}", "hydra.errors.InstantiationException: Error locating target 'model.Nett', set env var HYDRA_FULL_ERROR=1"),
        new(ConfigError, "^{:t}MisconfigurationException", "lightning_fabric.utilities.exceptions.MisconfigurationException: `train_dataloader` must be implemented"),
        new(ConfigError, "{does not require grad|doesn't require gradient|no grad_fn}", "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn") { OnError = true, Confidence = 0.5 },
        new(ConfigError, "num_samples should be a positive integer", "ValueError: num_samples should be a positive integer value, but got num_samples=0"),
        new(ConfigError, "{is not in the|is not registered in|not in the} ...registry", "KeyError: 'FooNet is not in the models registry'"),
        new(ConfigError, "command not found", "run.sh: line 3: conda: command not found") { Role = Hint },
        new(ConfigError, "^{sh|/bin/sh|...sh}: {line |}{:d}: {command:w}: not found$", "/bin/sh: 1: nvcc: not found") { Role = Hint },
        new(ConfigError, "unbound variable", "run.sh: line 3: DATA: unbound variable") { Role = Hint },
        new(ConfigError, "syntax error", "run.sh: line 7: syntax error near unexpected token `done'") { Role = Hint },
        new(ConfigError, "EnvironmentNameNotFound", "EnvironmentNameNotFound: Could not find conda environment: torch") { Role = Hint },
        new(ConfigError, "{sbatch|srun}: error: {what}", "sbatch: error: Batch job submission failed: Invalid partition name specified") { Role = Hint },
        new(ConfigError, "Invalid {value|argument|option|choice|configuration|config|parameter|mode|type|objective|loss|metric|optimizer|activation|layer|backend|setting|keyword|flag}", "ValueError: Invalid value 3 of mode") { OnError = true, Confidence = 0.7 },
        new(ConfigError, "'NoneType' object", "TypeError: 'NoneType' object is not subscriptable") { Confidence = 0.8, OnError = true, Telling = Telling.WideName },

        // Names of exceptions.
        new(ConfigError, "^{:t}KeyError{:b}", "KeyError: 'validation'") { Telling = Telling.WideName, Confidence = 0.8 },
        new(ConfigError, "^{:t}AttributeError", "AttributeError: 'Namespace' object has no attribute 'lr'") { Telling = Telling.WideName, Confidence = 0.8 },
        new(ConfigError, "^{:t}NameError", "NameError: name 'torch' is not defined") { Telling = Telling.WideName, Confidence = 0.8 },
        new(ConfigError, "^{:t}UnboundLocalError", "UnboundLocalError: local variable 'x' referenced before assignment") { Telling = Telling.WideName, Confidence = 0.8 },
        new(ConfigError, "^{:t}SyntaxError", "SyntaxError: invalid syntax") { Telling = Telling.Name, Confidence = 0.8 },
        new(ConfigError, "^{:t}IndentationError", "IndentationError: unexpected indent") { Telling = Telling.Name, Confidence = 0.8 },
        new(ConfigError, "^TabError", "TabError: inconsistent use of tabs and spaces in indentation") { Telling = Telling.Name, Confidence = 0.8 },
        new(ConfigError, "^{:t}TypeError", "TypeError: __init__() missing 1 required positional argument: 'dim'") { Telling = Telling.WideName, Confidence = 0.7 },
        new(ConfigError, "^{:t}ArgumentError", "argparse.ArgumentError: argument --x: conflicting option string: --x") { Telling = Telling.Name, Confidence = 0.8 },
        new(ConfigError, "^{:t}UsageError", "wandb.errors.UsageError: x must be a str") { Telling = Telling.Name, Confidence = 0.7 },
        new(ConfigError, "^{:t}ScannerError", "yaml.scanner.ScannerError: mapping values are not allowed here") { Telling = Telling.Name, Confidence = 0.8 },
        new(ConfigError, "^{yaml.parser.ParserError|yaml.ParserError}", "yaml.parser.ParserError: while parsing a block mapping") { Telling = Telling.Name, Confidence = 0.8 },
        new(AssertionFailed, "^{:t}AssertionError", "AssertionError: Torch is not happy") { Telling = Telling.WideName, Confidence = 0.8 },
        new(AssertionFailed, "Assertion {what} failed", "python: x.cpp:44: void f(): Assertion `n > 0' failed."),
        new(AssertionFailed, "Check failed: {what}", "F tensorflow/core/x.cc:12] Check failed: n > 0 (0 vs. 0)"),
        new(AssertionFailed, "ASSERT FAILED", "RuntimeError: x INTERNAL ASSERT FAILED at \"/pytorch/x.cpp\":12, please report a bug to PyTorch."),
        new(OutOfRange, "^{:t}IndexError", "IndexError: pop from empty list") { Telling = Telling.WideName, Confidence = 0.8 },
        new(OutOfRange, "^{:t}OverflowError", "OverflowError: int too large to convert to float") { Telling = Telling.Name, Confidence = 0.7 },
        new(Interrupted, "^{:t}BrokenPipeError", "BrokenPipeError: [Errno 32] Broken pipe") { Role = Consequence, Telling = Telling.WideName, Confidence = 0.4 },
        new(UnknownError, "^EOFError", "EOFError") { Role = Consequence, Telling = Telling.WideName, Confidence = 0.4 },
        new(CheckpointMismatch, "unpickl", "RuntimeError: unpickling went wrong") { OnError = true, Confidence = 0.6 },
        new(ConfigError, "^{:t}NotImplementedError", "NotImplementedError: no such dataset") { Telling = Telling.WideName, Confidence = 0.5 },
        new(ConfigError, "^ValueError", "ValueError: Unknown activation") { Telling = Telling.WideName, Confidence = 0.5 },
    ];
}
