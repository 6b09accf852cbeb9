using System.Text;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Logs.Tests.Errors;

public class LogReaderTests
{
    [Fact]
    public async Task What_is_no_text_is_told_from_a_log_with_colours_and_bars()
    {
        byte[] noise = new byte[50_000];
        new Random(3).NextBytes(noise);
        (await LogReader.ReadAsync(new MemoryStream(noise), CancellationToken.None)).IsText.ShouldBeFalse();

        (await Read("\u001b[32mstep 1\u001b[0m loss 0.1\b\b\b\r 10%|█         | 1/10 [00:01<00:09]\r\n\tdone \u0007")).IsText.ShouldBeTrue();
        (await Read("")).IsText.ShouldBeTrue();
    }

    [Fact]
    public async Task The_exception_is_the_cause_and_the_launcher_s_summary_its_echo()
    {
        LogReport report = await Read("""
            step 120 | loss: 2.31
            [rank3]: Traceback (most recent call last):
            [rank3]:   File "train.py", line 10, in <module>
            [rank3]:     main()
            [rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 79.10 GiB of which 385.88 MiB is free.
            [rank0]:[E1212 01:57:12.379 ProcessGroupNCCL.cpp:616] [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=1, OpType=ALLREDUCE, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.
            E1212 01:57:13.100000 77 torch/distributed/elastic/multiprocessing/api.py:826] failed (exitcode: 1) local_rank: 3 (pid: 8158) of binary: /usr/bin/python
            Traceback (most recent call last):
              File "/usr/bin/torchrun", line 8, in <module>
                sys.exit(main())
            torch.distributed.elastic.multiprocessing.errors.ChildFailedError: 
            """);

        report.Primary!.Class.ShouldBe(CauseClass.CudaOom);
        report.Primary.Message.ShouldStartWith("torch.OutOfMemoryError: CUDA out of memory.");
        report.Primary.Rank.ShouldBe(3);
        report.Primary.Line.ShouldBe(5);
        report.Primary.Step.ShouldBe(120);
        report.Primary.Captures["tried"].ShouldBe("2.00 GiB");
        report.Primary.Stack.ShouldContain("  File \"train.py\", line 10, in <module>");
        report.Findings[0].ShouldBe(report.Primary);
        report.Findings.ShouldContain(finding => finding.Class == CauseClass.NcclError);
        report.LastStep.ShouldBe(120);
    }

    [Theory]
    [InlineData("/usr/lib/python3/dist-packages/torch/utils/data/dataloader.py", CauseClass.DataloaderWorkerDied)]
    [InlineData("/home/ml/remote_queue.py", CauseClass.NetworkError)]
    public async Task A_connection_reset_between_a_DataLoader_and_its_worker_is_the_worker_s(string caller, CauseClass cause)
    {
        LogReport report = await Read($"""
            Traceback (most recent call last):
              File "{caller}", line 1120, in _try_get_data
                data = self._data_queue.get(timeout=timeout)
              File "/usr/lib/python3.11/multiprocessing/resource_sharer.py", line 86, in get_connection
                c = Client(address, authkey=process.current_process().authkey)
              File "/usr/lib/python3.11/multiprocessing/connection.py", line 378, in _recv
                chunk = read(handle, remaining)
            ConnectionResetError: [Errno 104] Connection reset by peer
            """);

        report.Primary!.Class.ShouldBe(cause);
    }

    [Theory]
    [InlineData("50%|#####     | 5/10 [00:01<00:01,  4.00it/s]Killed", "Killed", CauseClass.HostOom)]
    [InlineData("\r 50%|#####     | 5/10 [00:01<00:01,  4.00it/s, loss=0.1]RuntimeError: CUDA error: device-side assert triggered", "RuntimeError: CUDA error: device-side assert triggered", CauseClass.CudaDeviceAssert)]
    [InlineData("  0%|          | 0/9 [00:00<?, ?it/s]slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2025-04-06T17:50:23 DUE TO TIME LIMIT ***", "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2025-04-06T17:50:23 DUE TO TIME LIMIT ***", CauseClass.Interrupted)]
    public async Task An_error_glued_to_a_bar_is_quoted_without_it(string line, string message, CauseClass cause)
    {
        LogReport report = await Read(line);

        report.Primary!.Message.ShouldBe(message);
        report.Primary.Class.ShouldBe(cause);
    }

    [Fact]
    public async Task Of_a_chain_the_first_is_the_cause_where_it_says_more()
    {
        LogReport report = await Read("""
            Traceback (most recent call last):
              File "a.py", line 1, in f
            FileNotFoundError: [Errno 2] No such file or directory: '/data/x.mat'

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "a.py", line 2, in g
            RuntimeError: could not read the data
            """);

        report.Primary!.Class.ShouldBe(CauseClass.FileMissing);
        report.Primary.Captures["path"].ShouldBe("/data/x.mat");
    }

    [Fact]
    public async Task Of_a_chain_the_last_is_the_cause_where_the_first_only_probed()
    {
        LogReport report = await Read("""
            Traceback (most recent call last):
              File "a.py", line 1, in f
            KeyError: 'resnet51'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "a.py", line 2, in g
            ModuleNotFoundError: No module named 'timm'
            """);

        report.Primary!.Class.ShouldBe(CauseClass.ImportOrVersionError);
        report.Primary.Captures["module"].ShouldBe("timm");
    }

    [Fact]
    public async Task A_memory_failure_that_was_recovered_from_is_a_warning()
    {
        LogReport report = await Read("CUDA out of memory with batch=8. Reducing to batch=4 and retrying (1/3).\nstep 1 | loss: 2.0\nstep 2 | loss: 1.9\n");

        report.Primary.ShouldBeNull();
        report.Findings.ShouldBeEmpty();
        report.Warnings.ShouldHaveSingleItem().Class.ShouldBe(CauseClass.CudaOom);
        report.Warnings[0].Captures["batch"].ShouldBe("8");
    }

    [Theory]
    [InlineData("val_error: 0.12")]
    [InlineData("Finished with 0 errors")]
    [InlineData("iteration 1/ 3 | lm loss: 3.0E+00 | number of skipped iterations:   0 | number of nan iterations:   0 |")]
    [InlineData("| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. | Volatile Uncorr. ECC |")]
    [InlineData("2024-01-01 10:00:00.1: E external/local_xla/xla/stream_executor/cuda/cuda_fft.cc:485] Unable to register cuFFT factory: Attempting to register factory for plugin cuFFT when one has already been registered")]
    [InlineData("|  person  | 0.61 |  nan  | nan |")]
    [InlineData("Test Error: \n Accuracy: 65.8%, Avg loss: 1.08")]
    [InlineData("MeanSquaredError: 0.3312")]
    [InlineData("  --ignore-errors       carry on when an image cannot be read")]
    [InlineData("on_error: raise\nerror_log: out/errors.txt")]
    [InlineData("Saved /data/error_maps/error_0001.png")]
    [InlineData("If you get CUDA out of memory, reduce the batch size")]
    [InlineData("Early stopping triggered at epoch 36")]
    [InlineData("Train Epoch: 3 loss: 0.31 nan_ratio: 0.0 failed: 0")]
    [InlineData("[2026-02-26 21:49:41,118][jax._src.xla_bridge][INFO] - Unable to initialize backend 'tpu': INTERNAL: Failed to open libtpu.so: libtpu.so: cannot open shared object file: No such file or directory")]
    [InlineData("")]
    public async Task Healthy_lines_raise_nothing(string line)
    {
        LogReport report = await Read(line);

        report.Primary.ShouldBeNull();
        report.Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_warning_of_Python_is_no_failure()
    {
        LogReport report = await Read("""
            /opt/torch/cuda/__init__.py:141: UserWarning: CUDA initialization: The NVIDIA driver on your system is too old (found version 11040).
              return torch._C._cuda_getDeviceCount() > 0
            using cpu
            """);

        report.Primary.ShouldBeNull();
        report.Warnings.ShouldHaveSingleItem().Class.ShouldBe(CauseClass.CudaUnavailable);
    }

    [Fact]
    public async Task An_assertion_that_says_what_is_wrong_on_the_next_line_is_of_that_class()
    {
        LogReport report = await Read("""
            Traceback (most recent call last):
              File "/opt/torch/cuda/__init__.py", line 99, in _check_driver
            AssertionError: 
            Found no NVIDIA driver on your system. Please check that you
            have an NVIDIA GPU and installed a driver
            """);

        report.Primary!.Class.ShouldBe(CauseClass.CudaUnavailable);
    }

    [Fact]
    public async Task Advice_to_enable_device_side_assertions_is_no_such_assertion()
    {
        LogReport report = await Read("RuntimeError: CUDA error: unknown error Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.");

        report.Primary!.Class.ShouldBe(CauseClass.CudaLibraryError);
    }

    [Fact]
    public async Task What_a_DataLoader_says_of_its_worker_says_more_than_the_worker_s_own_crash()
    {
        LogReport report = await Read("""
            [gpu03:4021] Signal: Segmentation fault (11)
            [gpu03:4021] *** End of error message ***
            Traceback (most recent call last):
              File "train.py", line 40, in <module>
                for batch in loader:
            RuntimeError: DataLoader worker (pid 4021) is killed by signal: Segmentation fault.
            """);

        report.Primary!.Class.ShouldBe(CauseClass.DataloaderWorkerDied);
    }

    [Fact]
    public async Task Repetitions_are_one_finding_with_a_count()
    {
        LogReport report = await Read(string.Concat(Enumerable.Range(1, 40).Select(step => $"step {step} | loss: nan\n")));

        LogFinding finding = report.Findings.ShouldHaveSingleItem();
        finding.Class.ShouldBe(CauseClass.NanOrDivergence);
        finding.Count.ShouldBe(40);
        finding.Step.ShouldBe(1);
    }

    [Fact]
    public async Task Structured_lines_are_read_with_their_trace()
    {
        LogReport report = await Read("""
            {"time": "2025-01-07T19:37:55Z", "level": "info", "message": "step 3 loss 0.1"}
            {"time": "2025-01-07T19:38:55Z", "level": "error", "rank": 2, "message": "training failed", "exc_info": "Traceback (most recent call last):\n  File \"t.py\", line 1, in <module>\nPermissionError: [Errno 13] Permission denied: '/ckpt'"}
            """);

        report.Primary!.Class.ShouldBe(CauseClass.PermissionError);
        report.Primary.Rank.ShouldBe(2);
        report.Primary.Timestamp.ShouldBe(1736278735);
        report.Primary.Captures["path"].ShouldBe("/ckpt");
    }

    [Theory]
    [InlineData("2025-01-07 19:37:55,250 - ERROR - Permission denied", 1736278675.25)]
    [InlineData("2025-01-07T19:37:55+01:00 ERROR Permission denied", 1736275075.0)]
    [InlineData("[2025/01/07 19:37:55] [ERROR] Permission denied", 1736278675.0)]
    [InlineData("1736278675.5 ERROR: Permission denied", 1736278675.5)]
    [InlineData("2025-01-07 10:00:00 start\nE0107 19:37:55.500000 12 x.cc:3] Permission denied", 1736278675.5)]
    [InlineData("2025-01-07 10:00:00 start\nJan  7 19:37:55 node1 app[3]: ERROR: Permission denied", 1736278675.0)]
    [InlineData("2025-01-07 19:37:55 saving\nOSError: [Errno 28] No space left on device", 1736278675.0)]
    public async Task Times_are_read_in_every_common_form(string text, double seconds) =>
        (await Read(text)).Primary!.Timestamp!.Value.ShouldBe(seconds, 1e-6);

    [Fact]
    public async Task Without_a_time_the_timestamp_is_null() => (await Read("Killed")).Primary!.Timestamp.ShouldBeNull();

    [Fact]
    public void Kept_output_is_read_by_stream_with_the_times_of_its_lines_and_across_gaps()
    {
        byte[] first = Encoding.UTF8.GetBytes("step 7 | loss: 1\nTraceback (most recent call last):\n");
        byte[] other = Encoding.UTF8.GetBytes("hello\n");
        byte[] second = Encoding.UTF8.GetBytes("  File \"a.py\", line 1, in f\nMemoryError\n");
        StoredOutput[] output =
        [
            new(OutputStream.Output, 0, first, 0, [0, 17], [1000, 2000]),
            new(OutputStream.Error, 0, other, 0, [0], [2500]),
            new(OutputStream.Output, first.Length, ReadOnlyMemory<byte>.Empty, 100, [], []),
            new(OutputStream.Output, first.Length + 100, second, 0, [0, 28], [3000, 4000]),
        ];

        LogReport report = LogReader.Read(output);

        report.Primary!.Class.ShouldBe(CauseClass.HostOom);
        report.Primary.Timestamp.ShouldBe(4.0);
        report.Primary.Step.ShouldBe(7);
        report.Primary.Stack.Count.ShouldBe(1);
        report.Bytes.ShouldBe(first.Length + other.Length + second.Length);
    }

    [Fact]
    public async Task What_PowerShell_wrote_is_read()
    {
        byte[] bytes = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ModuleNotFoundError: No module named 'apex'\r\n")];

        LogReport report = await LogReader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);

        report.Primary!.Class.ShouldBe(CauseClass.ImportOrVersionError);
    }

    internal static Task<LogReport> Read(string text) =>
        LogReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
}
