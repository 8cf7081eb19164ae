using System.Numerics;

namespace Glissade;

/// <summary>
/// Memory for predictions of one example, one for each thread that predicts at the same time. Taking and giving back neither locks nor allocates once there are as many as needed.
/// </summary>
internal sealed class ModelPool
{
    private readonly ModelContents _contents;
    private readonly Plan _plan;
    private readonly Input _input;
    private readonly Tensor _output;
    private readonly ModelSlot?[] _idle = new ModelSlot?[Math.Max(2 * Environment.ProcessorCount, 8)];

    public ModelPool(ModelContents contents, Device device)
    {
        _contents = contents;
        (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = contents.Graph.Build(1);
        _input = inputs[0];
        _output = outputs.Single(output => output.Name == ModelFile.OutputName).Tensor.Cast(DType.Float32);
        _plan = device.Compile(new Step { Outputs = [_output], Inputs = [_input] });
        Outputs = checked((int)_output.Count);
    }

    public int Outputs { get; }

    public ModelSlot Take()
    {
        // Each thread begins at a place of its own, so that those who predict at the same time do not fight for one.
        int first = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _idle.Length; i++)
        {
            ref ModelSlot? idle = ref _idle[(first + i) % _idle.Length];
            if (idle is not null && Interlocked.Exchange(ref idle, null) is { } slot) return slot;
        }

        return new ModelSlot(_contents.Table, _input, _output, _plan.CreateWorkspace());
    }

    public void Give(ModelSlot slot)
    {
        int first = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _idle.Length; i++)
        {
            ref ModelSlot? idle = ref _idle[(first + i) % _idle.Length];
            if (idle is null && Interlocked.CompareExchange(ref idle, slot, null) is null) return;
        }
    }
}

/// <summary>One caller's memory: a row's values, the features made of them, and the plan's workspace.</summary>
internal sealed class ModelSlot(TablePreprocessing? table, Input input, Tensor output, Workspace workspace)
{
    private readonly double[] _numbers = new double[table?.Numbers ?? 0];
    private readonly string?[] _texts = new string?[table?.Texts ?? 0];
    private readonly float[] _floats = new float[input.Type == DType.Float32 ? input.Count : 0];
    private readonly double[] _doubles = new double[input.Type == DType.Float64 ? input.Count : 0];
    private readonly byte[] _bytes = new byte[input.Type == DType.UInt8 ? input.Count : 0];
    private readonly int[] _integers = new int[input.Type == DType.Int32 ? input.Count : 0];

    /// <summary>The outputs of the last run.</summary>
    public ReadOnlySpan<float> Outputs => workspace.Read<float>(output);

    public ReadOnlySpan<float> Run()
    {
        workspace.Run();
        return Outputs;
    }

    public void SetNumbers<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        if (table is null)
        {
            SetInputs(values);
            return;
        }

        if (table.Texts > 0)
        {
            string column = table.Columns.First(column => !column.IsNumeric).Name;
            throw new GlissadeException($"the column '{column}' takes texts, so a row is more than numbers", $"column '{column}'", "values by column", "give a dictionary, or bind a record with model.Bind");
        }

        if (values.Length != table.Numbers)
            throw new GlissadeException($"the row has {values.Length} numbers", "", $"{table.Numbers}: {string.Join(", ", table.Columns.Take(20).Select(column => column.Name))}", "give one number a column, in this order; double.NaN is a gap");
        for (int i = 0; i < values.Length; i++) _numbers[i] = double.CreateChecked(values[i]);
        Transform();
    }

    public void SetRow(IReadOnlyDictionary<string, object?> row)
    {
        if (table is null) throw new GlissadeException("the model takes no columns", "", "a model trained on a table", "give its inputs as a span");
        // Not foreach: the list's enumerator would be allocated.
        IReadOnlyList<InputColumn> columns = table.Columns;
        for (int i = 0; i < columns.Count; i++)
        {
            InputColumn column = columns[i];
            if (!row.TryGetValue(column.Name, out object? value))
                throw new GlissadeException($"the row has no '{column.Name}'", $"column '{column.Name}'", $"the columns {string.Join(", ", table.Columns.Take(20).Select(c => c.Name))}", "give null for a gap");
            if (column.IsNumeric) _numbers[column.Slot] = Number(column, value);
            else _texts[column.Slot] = value as string ?? (value is IFormattable formattable ? formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value?.ToString());
        }

        Transform();
    }

    public void SetRecord<TRecord>(TRecord record, BoundColumns<TRecord> columns)
    {
        for (int i = 0; i < _numbers.Length; i++) _numbers[i] = columns.Numbers[i](record);
        for (int i = 0; i < _texts.Length; i++) _texts[i] = columns.Texts[i](record);
        Transform();
    }

    private static double Number(InputColumn column, object? value) => value switch
    {
        null => double.NaN,
        double number => number,
        float number => number,
        int number => number,
        long number => number,
        decimal number => (double)number,
        bool yes => yes ? 1 : 0,
        string text when text.Length == 0 => double.NaN,
        string text when double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) => number,
        IConvertible number and not string => number.ToDouble(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new GlissadeException($"'{value}' is no number", $"column '{column.Name}'", "a number, or null for a gap", "correct the value"),
    };

    private void Transform()
    {
        table!.Transform(_numbers, _texts, _floats);
        workspace.Set<float>(input, _floats);
    }

    private void SetInputs<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        if (values.Length != input.Count)
            throw new GlissadeException($"the example has {values.Length} numbers", "", $"{input.Count}, of shape {input.Shape.Without(0)}", "give the numbers of one example");
        if (IsInputs<T>())
        {
            workspace.Set(input, values);
            return;
        }

        switch (input.Type)
        {
            case DType.Float32: Set(values, _floats); break;
            case DType.Float64: Set(values, _doubles); break;
            case DType.UInt8: Set(values, _bytes); break;
            default: Set(values, _integers); break;
        }
    }

    private bool IsInputs<T>() =>
        typeof(T) == typeof(float) ? input.Type == DType.Float32 :
        typeof(T) == typeof(double) ? input.Type == DType.Float64 :
        typeof(T) == typeof(byte) ? input.Type == DType.UInt8 :
        typeof(T) == typeof(int) && input.Type == DType.Int32;

    private void Set<T, TInput>(ReadOnlySpan<T> values, TInput[] staging)
        where T : unmanaged, INumber<T>
        where TInput : unmanaged, INumber<TInput>
    {
        try
        {
            for (int i = 0; i < staging.Length; i++) staging[i] = TInput.CreateChecked(values[i]);
        }
        catch (OverflowException e)
        {
            throw new GlissadeException($"an input is no {input.Type.Name()}", "", $"numbers that {input.Type.Name()} holds", "give the inputs as they were in training", e);
        }

        workspace.Set<TInput>(input, staging);
    }
}
