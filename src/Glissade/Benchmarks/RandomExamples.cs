namespace Glissade;

/// <summary>Examples of the right shapes and kinds with random numbers in them: for measuring, where it does not matter what is learned.</summary>
internal static class RandomExamples
{
    /// <summary>Inputs of a shape and type, and targets that suit a loss.</summary>
    /// <param name="count">How many.</param>
    /// <param name="shape">One example's input.</param>
    /// <param name="type">The inputs' type.</param>
    /// <param name="prediction">What the network gives for one example.</param>
    /// <param name="loss">The loss that compares; null for inputs alone.</param>
    /// <param name="entries">How many different whole numbers int32 inputs have; 0 for so few that they are the index of anything.</param>
    public static Dataset Of(int count, Shape shape, DType type, Shape prediction, Loss? loss, int entries = 0)
    {
        var stream = new RandomStream(0, "examples");
        DataColumn inputs = Column(ref stream, count, shape, type, entries == 0 ? 2 : entries);
        return new Dataset(inputs, loss is null ? null : Targets(ref stream, count, prediction, loss.Target));
    }

    private static DataColumn Targets(ref RandomStream stream, int count, Shape prediction, TargetKind kind)
    {
        // A class stands for the axis of the classes, the first of a prediction.
        Shape shape = kind is TargetKind.Classes or TargetKind.ClassIndices ? prediction.Without(0) : prediction;
        if (kind == TargetKind.Values) return Column(ref stream, count, shape, DType.Float32, 0);
        int choices = kind is TargetKind.Classes or TargetKind.ClassIndices ? prediction[0] : 2;
        var chosen = new int[count * shape.Count];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = stream.Below(choices);
        return kind is TargetKind.Classes or TargetKind.ClassIndices ? new DataColumn<int>(chosen, shape) : new DataColumn<float>(Array.ConvertAll(chosen, number => (float)number), shape);
    }

    private static DataColumn Column(ref RandomStream stream, int count, Shape shape, DType type, int entries)
    {
        long numbers = count * shape.Count;
        switch (type)
        {
            case DType.UInt8:
                var bytes = new byte[numbers];
                for (long i = 0; i < numbers; i++) bytes[i] = (byte)stream.Next();
                return new DataColumn<byte>(bytes, shape);
            case DType.Int32:
                var wholes = new int[numbers];
                for (long i = 0; i < numbers; i++) wholes[i] = stream.Below(entries);
                return new DataColumn<int>(wholes, shape);
            case DType.Float64:
                var doubles = new double[numbers];
                for (long i = 0; i < numbers; i++) doubles[i] = stream.Between(-1, 1);
                return new DataColumn<double>(doubles, shape);
            default:
                var floats = new float[numbers];
                for (long i = 0; i < numbers; i++) floats[i] = (float)stream.Between(-1, 1);
                return new DataColumn<float>(floats, shape);
        }
    }
}
