using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>Nodes that make integers out of nothing but their place.</summary>
internal static class OrderedSources
{
    public static int[] Iota(Iota iota, Tensor node)
    {
        var result = new int[node.Count];
        long stride = iota.To.Strides()[iota.To.Axis(iota.Axis)];
        for (int i = 0; i < result.Length; i++) result[i] = (int)(i / stride % iota.To[iota.Axis]);
        return result;
    }

    public static int[] RandomBits(RandomBits random, Tensor node, Array[] inputs)
    {
        int seed = ((int[])inputs[0])[0], step = ((int[])inputs[1])[0], firstExample = ((int[])inputs[2])[0], firstRow = inputs.Length == 4 ? ((int[])inputs[3])[0] : 0;
        var result = new int[node.Count];
        for (int i = 0; i < result.Length; i++) result[i] = random.At(seed, step, firstExample, firstRow, i);
        return result;
    }
}
