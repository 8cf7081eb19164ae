using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade;

/// <summary>Measurements as JSON, one object a line.</summary>
internal static class BenchmarkJson
{
    // One line an object, and formulas as they are read.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Line(BenchmarkResult result) => Text(writer =>
    {
        writer.WriteString("workload", result.Workload);
        Figures(writer, result);
    });

    public static string Line(StepProfile profile) => Text(writer =>
    {
        writer.WriteString("profile", profile.Pass);
        writer.WriteNumber("batch", profile.Batch);
        Figures(writer, profile.Step);
        Kernels(writer, "kernels", profile.Kernels);
    });

    private static void Kernels(Utf8JsonWriter writer, string name, IReadOnlyList<KernelProfile> kernels)
    {
        writer.WriteStartArray(name);
        foreach (KernelProfile kernel in kernels)
        {
            writer.WriteStartObject();
            writer.WriteNumber("kernel", kernel.Index);
            Number(writer, "us", kernel.Microseconds);
            Number(writer, "share", kernel.Share);
            writer.WriteNumber("operations", kernel.Operations);
            writer.WriteNumber("bytes", kernel.Bytes);
            Number(writer, "roofline_us", kernel.RooflineMicroseconds);
            Number(writer, "of_roofline", kernel.OfRoofline);
            writer.WriteString("formula", kernel.Formula);
            writer.WriteStartArray("from");
            foreach (string from in kernel.From) writer.WriteStringValue(from);
            writer.WriteEndArray();
            if (kernel.Inner.Count > 0) Kernels(writer, "inner", kernel.Inner);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Figures(Utf8JsonWriter writer, BenchmarkResult result)
    {
        Number(writer, "median_us", result.MedianMicroseconds);
        Number(writer, "roofline_us", result.RooflineMicroseconds);
        Number(writer, "compute_us", result.ComputeMicroseconds);
        Number(writer, "memory_us", result.MemoryMicroseconds);
        Number(writer, "ratio", result.Ratio);
        writer.WriteNumber("operations", result.Operations);
        writer.WriteNumber("bytes", result.Bytes);
        writer.WriteNumber("memory_bytes", result.MemoryBytes);
        writer.WriteNumber("threads", result.Threads);
        Number(writer, "allocated", result.Allocated);
        writer.WriteNumber("peak_bytes", result.PeakBytes);
        writer.WriteNumber("held_bytes", result.HeldBytes);
        writer.WriteNumber("used_bytes", result.UsedBytes);
        Number(writer, "compile_ms", result.CompileMilliseconds);
        Number(writer, "recompile_ms", result.RecompileMilliseconds);
        Number(writer, "gflops", result.GigaOperations);
        Number(writer, "peak_gflops", result.Peak / 1e9);
        Number(writer, "bandwidth_gbs", result.Bandwidth / 1e9);
    }

    // Five digits are more than a clock is worth.
    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteRawNumber(name, value);
        else writer.WriteNull(name);
    }

    private static void WriteRawNumber(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value == 0 ? "0" : value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
