using Vigil.Logs.Errors;

namespace Vigil.Logs.Tests.Errors;

public class GpuOomMessageTests
{
    private const long Mi = 1 << 20;
    private const long Gi = 1 << 30;

    [Fact]
    public void Reads_the_message_of_PyTorch_1()
    {
        GpuOomMessage message = GpuOomMessage.Parse(
            "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 4; 31.75 GiB total capacity; 30.29 GiB already allocated; 3.75 MiB free; 30.40 GiB reserved in total by PyTorch)")!;

        message.TriedBytes.ShouldBe(20 * Mi);
        message.Gpu.ShouldBe(4);
        message.TotalBytes.ShouldBe((long)(31.75 * Gi));
        message.AllocatedBytes.ShouldBe((long)(30.29 * Gi));
        message.FreeBytes.ShouldBe((long)(3.75 * Mi));
        message.ReservedBytes.ShouldBe((long)(30.40 * Gi));
        message.ReservedUnallocatedBytes.ShouldBe((long)(30.40 * Gi) - (long)(30.29 * Gi));
        message.OtherProcessesBytes.ShouldBeNull();
    }

    [Fact]
    public void Reads_the_message_of_PyTorch_2_with_other_tenants()
    {
        GpuOomMessage message = GpuOomMessage.Parse(
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.50 GiB. GPU 1 has a total capacity of 23.65 GiB of which 812.50 MiB is free. "
            + "Process 4021 has 2.00 GiB memory in use. Process 77 has 1.00 GiB memory in use. Including non-PyTorch memory, this process has 20.00 GiB memory in use. "
            + "21.00 GiB allowed; Of the allocated memory 18.00 GiB is allocated by PyTorch, and 1.25 GiB is reserved by PyTorch but unallocated.")!;

        message.TriedBytes.ShouldBe((long)(1.5 * Gi));
        message.Gpu.ShouldBe(1);
        message.TotalBytes.ShouldBe((long)(23.65 * Gi));
        message.FreeBytes.ShouldBe((long)(812.5 * Mi));
        message.OtherProcessesBytes.ShouldBe(3 * Gi);
        message.ProcessBytes.ShouldBe(20 * Gi);
        message.AllowedBytes.ShouldBe(21 * Gi);
        message.AllocatedBytes.ShouldBe(18 * Gi);
        message.ReservedUnallocatedBytes.ShouldBe((long)(1.25 * Gi));
        message.ReservedBytes.ShouldBe((long)(19.25 * Gi));
    }

    [Theory]
    [InlineData("RuntimeError: CUDA out of memory. Tried to allocate 8.00 MiB (GPU 0; 10.73 GiB total capacity; 9.50 GiB already allocated; 6.25 MiB free; 120.00 MiB cached)", 8 * Mi, 0)]
    [InlineData("torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 63.98 GiB of which 0 bytes is free.", 2 * Gi, 3)]
    [InlineData("torch.OutOfMemoryError: XPU out of memory. Tried to allocate 4.00 GiB. GPU 0 has a total capacity of 15.91 GiB.", 4 * Gi, 0)]
    [InlineData("jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 33129521152 bytes.", 33129521152, null)]
    [InlineData("RESOURCE_EXHAUSTED: Out of memory while trying to allocate 30.85GiB", 33124935270, null)]
    [InlineData("RuntimeError: MPS backend out of memory (MPS allocated: 17.18 GB, other allocations: 588.01 MB, max allowed: 18.13 GB). Tried to allocate 500.00 MB on private pool.", 500 * Mi, null)]
    public void Reads_the_request_and_the_device(string text, long tried, int? gpu)
    {
        GpuOomMessage message = GpuOomMessage.Parse(text)!;

        message.TriedBytes.ShouldBe(tried);
        message.Gpu.ShouldBe(gpu);
    }

    [Theory]
    [InlineData("RuntimeError: CUDA error: out of memory")]
    [InlineData("")]
    [InlineData("Tried to allocate everything (GPU ; GiB total capacity")]
    public void Says_nothing_of_a_message_without_numbers(string text) => GpuOomMessage.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("3.75 MiB", 3932160L)]
    [InlineData("0 bytes", 0L)]
    [InlineData("1,024", 1024L)]
    [InlineData("12 kB", 12288L)]
    [InlineData("474. GiB", 474 * Gi)]
    [InlineData("1e400 GiB", null)]
    [InlineData("-3 MiB", null)]
    [InlineData("5 apples", null)]
    [InlineData("", null)]
    public void A_size_counts_by_1024(string text, long? bytes) => ByteSize.Parse(text).ShouldBe(bytes);
}
