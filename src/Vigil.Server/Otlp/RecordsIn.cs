using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vigil.Core.Intake;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Records;

namespace Vigil.Server.Otlp;

/// <summary>Requests that carry records of other machines: told by their headers, answered once what they carry is on disk.</summary>
internal static class RecordsIn
{
    private const int LongestId = 64;

    /// <summary>The time, Unix milliseconds.</summary>
    public static long Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Tells the sender this machine's time, when its request came and now.</summary>
    public static void TellTime(HttpContext context, long received) =>
        context.Response.Headers[RecordWords.TimeHeader] = string.Create(CultureInfo.InvariantCulture, $"{received} {Now(context)}");

    public static async Task ReceiveAsync(HttpContext context, OtlpFormat format, Signal signal, RequestBody body, long received)
    {
        IHeaderDictionary headers = context.Request.Headers;
        string id = headers[RecordWords.RecordHeader].ToString();
        bool isSound = long.TryParse(headers[RecordWords.SequenceHeader], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) & long.TryParse(headers[RecordWords.OffsetHeader], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long offset);
        if (!isSound || sequence < 1 || id.Length is 0 or > LongestId || !id.All(char.IsAsciiLetterOrDigit) || format != OtlpFormat.Protobuf
            || !context.RequestServices.GetRequiredService<RecordDecoder>().TryRead(id, sequence, offset, body.Bytes, out RecordBatch? batch))
        {
            await OtlpAnswer.FailAsync(context, format, StatusCodes.Status400BadRequest, "the headers or the body are not those of a record that is sent in parts: see docs/otlp.md");
            return;
        }

        IntakeResult result = await context.RequestServices.GetRequiredService<IRecordIntake>().StoreAsync(batch, context.RequestAborted);
        TellTime(context, received);
        if (result.State == IntakeState.Stored)
        {
            await OtlpAnswer.TakenAsync(context, format, signal, new ReceiveResult(ReceiveState.Taken));
            return;
        }

        int status = result.State switch
        {
            IntakeState.Unknown => StatusCodes.Status404NotFound,
            IntakeState.Occupied => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        await OtlpAnswer.FailAsync(context, format, status, result.Message!);
    }
}
