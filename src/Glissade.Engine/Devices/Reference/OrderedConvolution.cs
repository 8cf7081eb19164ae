using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>
/// Convolution and its two gradients. A term's number k counts all logical positions, also those in the padding or between strides: a cut never depends on which of them
/// take part.
/// </summary>
internal static class OrderedConvolution
{
    public static T[] Forward<T>(Convolution convolution, Tensor node, T[] x, T[] w) where T : struct, IFloatingPointIeee754<T>
    {
        Window window = convolution.Window;
        if (Winograd.Suits(convolution, node.Inputs[1].Shape, node.Shape.Extents[2..]))
            return OrderedWinograd.Planes(x, node.Inputs[0].Shape, node.Shape[1], (node.Shape[2], node.Shape[3]), (-window.Before[0], -window.Before[1]), (filter, channel) => [.. w.AsSpan((filter * node.Inputs[1].Shape[1] + channel) * 9, 9)]);
        var at = new Geometry(convolution, node.Inputs[0].Shape, node.Inputs[1].Shape);
        var result = new T[node.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int output = i % at.Outputs, filter = i / at.Outputs % at.Filters, example = i / at.Outputs / at.Filters;
            result[i] = OrderedSums.Products<T>(at.Channels * at.Taps, SummationOrder.Block, false, k =>
            {
                int channel = k / at.Taps, tap = k % at.Taps, place = at.Reads[output][tap];
                return (place < 0 ? T.Zero : x[at.Input(example, at.FirstChannel(filter) + channel, place)], w[filter * at.Channels * at.Taps + k]);
            });
        }

        return result;
    }

    public static T[] InputGradient<T>(ConvolutionInputGradient gradient, Tensor node, T[] y, T[] w) where T : struct, IFloatingPointIeee754<T>
    {
        Window window = gradient.Forward.Window;
        if (Winograd.Suits(gradient.Forward, node.Inputs[1].Shape, node.Shape.Extents[2..]))
        {
            return OrderedWinograd.Planes(
                y, node.Inputs[0].Shape, node.Shape[1], (node.Shape[2], node.Shape[3]), (window.Before[0] - 2, window.Before[1] - 2),
                (channel, filter) => [.. w.Skip((filter * node.Shape[1] + channel) * 9).Take(9).Reverse()]);
        }

        var at = new Geometry(gradient.Forward, node.Shape, node.Inputs[1].Shape);
        var result = new T[node.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int place = i % at.Places, channelOfAll = i / at.Places % at.AllChannels, example = i / at.Places / at.AllChannels;
            int group = channelOfAll / at.Channels, channel = channelOfAll % at.Channels;
            result[i] = OrderedSums.Products<T>(at.FiltersOfGroup * at.Taps, SummationOrder.Block, false, k =>
            {
                int filter = group * at.FiltersOfGroup + k / at.Taps, tap = k % at.Taps, output = at.Writes[place, tap];
                if (output == Window.Between) return null;
                return (output < 0 ? T.Zero : y[(example * at.Filters + filter) * at.Outputs + output], w[(filter * at.Channels + channel) * at.Taps + tap]);
            });
        }

        return result;
    }

    public static T[] WeightGradient<T>(ConvolutionWeightGradient gradient, Tensor node, T[] x, T[] y, T[]? begin) where T : struct, IFloatingPointIeee754<T>
    {
        Shape input = node.Inputs[0].Shape, output = node.Inputs[1].Shape;
        Window window = gradient.Forward.Window;
        if (Winograd.Suits(gradient.Forward, node.Shape, output.Extents[2..])) return OrderedWinograd.Weights(x, input, y, output, (-window.Before[0], -window.Before[1]), begin);
        var at = new Geometry(gradient.Forward, input, node.Shape);
        var result = new T[node.Count];
        int cut = SummationOrder.CutOverBatch(at.Outputs);
        for (int i = 0; i < result.Length; i++)
        {
            int tap = i % at.Taps, channel = i / at.Taps % at.Channels, filter = i / at.Taps / at.Channels;
            result[i] = OrderedSums.Products<T>(input[0] * at.Outputs, cut, false, k =>
            {
                int example = k / at.Outputs, output = k % at.Outputs, place = at.Reads[output][tap];
                return (place < 0 ? T.Zero : x[at.Input(example, at.FirstChannel(filter) + channel, place)], y[(example * at.Filters + filter) * at.Outputs + output]);
            }, begin is null ? T.Zero : begin[i]);
        }

        return result;
    }

    /// <summary>Which tap of which window reads which place of a plane.</summary>
    private sealed class Geometry
    {
        public Geometry(Convolution convolution, Shape x, Shape w)
        {
            int[] spatial = [.. x.Extents[2..]];
            Places = (int)new Shape(spatial).Count;
            Taps = (int)convolution.Window.Extent.Count;
            (AllChannels, Filters, Channels) = (x[1], w[0], w[1]);
            FiltersOfGroup = w[0] / convolution.Groups;
            Reads = [.. Window.Indices(convolution.Window.Outputs(x.Extents[2..], "Convolution")).Select(output => convolution.Window.Taps(spatial, output).ToArray())];
            Writes = convolution.Window.Readers(spatial, convolution.Window.Outputs(x.Extents[2..], "Convolution"));
        }

        public int Places { get; }

        public int Taps { get; }

        public int AllChannels { get; }

        /// <summary>Channels that one filter sees.</summary>
        public int Channels { get; }

        public int Filters { get; }

        public int FiltersOfGroup { get; }

        public int Outputs => Reads.Length;

        /// <summary>For every output and tap the place it reads, −1 in the padding.</summary>
        public int[][] Reads { get; }

        /// <summary>For every place and tap the output that reads it there, if there is one.</summary>
        public int[,] Writes { get; }

        public int FirstChannel(int filter) => filter / FiltersOfGroup * Channels;

        public int Input(int example, int channel, int place) => (example * AllChannels + channel) * Places + place;
    }
}
