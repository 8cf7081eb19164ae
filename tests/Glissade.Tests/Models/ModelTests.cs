using Glissade.Tests.Training;

namespace Glissade.Tests.Models;

public sealed class ModelTests : IDisposable
{
    private readonly string _folder = Toy.Folder();

    private string Path => System.IO.Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_loaded_model_gives_the_bits_that_the_training_measured()
    {
        Dataset train = Toy.Classes(200), validation = Toy.Classes(70, 2);
        var trainer = new Trainer(Toy.Network(), new CrossEntropy(), new Adam { LearningRate = 1e-2f });
        History history = trainer.Fit(train, validation, epochs: 5);
        trainer.Save(Path, train.WithLabels(["inside", "same", "other"]), new ModelDescription { Target = "where", Validation = history.Finish.Validation });

        Model model = Model.Load(Path);
        Assert.Equal(("multiclass", "where", 3, 99L), (model.Task, model.Target, model.Outputs, model.ParameterCount));
        Assert.Equal(["inside", "same", "other"], model.Labels);
        ModelEvaluation evaluation = model.Evaluate(validation);
        Assert.Equal(history.Finish.Validation["loss"], evaluation.Loss);
        Assert.Equal(history.Finish.Validation["accuracy"], evaluation.Metrics["accuracy"]);
        Assert.Equal(history.Finish.Validation["log_loss"], evaluation.Metrics["log_loss"]);
        Assert.Equal(history.Finish.Validation, model.Validation);
    }

    [Fact]
    public void One_example_has_the_bits_it_has_among_others()
    {
        Model model = Trained(out Dataset data);
        float[] all = model.Predict(data);
        Span<float> outputs = stackalloc float[3];
        for (int i = 0; i < data.Count; i++)
        {
            Prediction one = model.Predict([(float)data.Inputs.Number(i, 0), (float)data.Inputs.Number(i, 1)], outputs);
            Assert.Equal(all.AsSpan(i * 3, 3), outputs);
            Assert.Equal(outputs[(int)one.Value], (float)one.Probability);
            Assert.Equal(1, outputs[0] + outputs[1] + outputs[2], 1e-6f);
        }
    }

    [Fact]
    public void Many_threads_may_predict_sets_of_many_sizes_at_once()
    {
        Model model = Trained(out Dataset data);
        float[] expected = model.Predict(data);
        // More sizes than are remembered.
        Parallel.For(0, 200, i =>
        {
            int count = 1 + i * 7 % Math.Min(29, data.Count), first = i % (data.Count - count + 1);
            float[] some = model.Predict(data.Take([.. Enumerable.Range(first, count)]));
            Assert.True(expected.AsSpan(first * 3, count * 3).SequenceEqual(some));
        });
    }

    [Fact]
    public void Many_threads_may_predict_at_once()
    {
        Model model = Trained(out Dataset data);
        float[] expected = model.Predict(data);
        Parallel.For(0, 400, i =>
        {
            int example = i % data.Count;
            Span<float> outputs = stackalloc float[3];
            model.Predict([(float)data.Inputs.Number(example, 0), (float)data.Inputs.Number(example, 1)], outputs);
            Assert.True(expected.AsSpan(example * 3, 3).SequenceEqual(outputs));
        });
    }

    [Fact]
    public void What_a_layer_says_of_a_number_that_it_refuses_is_said_by_the_loaded_model_too()
    {
        Dataset data = Dataset.From<float, float>([1, 2, 3, 4, 0, 1], new Shape(2), [1f, 2, 3]);
        var trainer = new Trainer(new Sequential(new Embedding(5, 3), new Flatten(), new Linear(6, 1)), new MeanSquaredError(), new Adam()) { BatchSize = 3 };
        trainer.Fit(data, epochs: 1);
        trainer.Save(Path, data);
        float[] outputs = [0];
        string message = Assert.Throws<IndexException>(() => Model.Load(Path).Predict([1.5f, 2], outputs)).Message;
        Assert.Contains("embedding1: W[x]: the number at position [0, 0] of [1, 2] is not whole; an embedding of 5 entries takes whole numbers from 0 to 4", message);
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        Model model = Table(out Dictionary<string, object?> row);
        Predictor<House> houses = Bind(model);
        var house = new House(70, "Ulm");
        double sum = 0;
        long Allocated(Action predict)
        {
            for (int i = 0; i < 200; i++) predict();
            long least = long.MaxValue;
            for (int round = 0; round < 5; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++) predict();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }

        Assert.Equal(0, Allocated(() => sum += houses.Predict(house).Value));
        Assert.Equal(0, Allocated(() => sum += model.Predict(row).Value));
        Model plain = Trained(out _);
        Assert.Equal(0, Allocated(() => sum += plain.Predict(0.5, -0.25).Value));
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void Threads_that_predict_at_once_allocate_nothing()
    {
        Model model = Trained(out _);
        var least = new long[3];
        Thread[] threads = [.. Enumerable.Range(0, least.Length).Select(index => new Thread(() =>
        {
            double sum = 0;
            least[index] = long.MaxValue;
            for (int round = 0; round < 6; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 500; i++) sum += model.Predict(0.5, i).Value + model.Predict<float>([0.5f, i]).Value;
                least[index] = Math.Min(least[index], GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(double.IsFinite(sum));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal([0, 0, 0], least);
    }

    [Fact]
    public void A_record_a_dictionary_and_what_was_trained_on_agree()
    {
        Model model = Table(out Dictionary<string, object?> row);
        double byRow = model.Predict(row).Value, byRecord = Bind(model).Predict(new House(70, "Ulm")).Value;
        Assert.Equal(byRow, byRecord);
        Assert.InRange(byRow, 100, 180);
        // Strings, as a form or a CSV has them, and other kinds of numbers.
        Assert.Equal(byRow, model.Predict(new Dictionary<string, object?> { ["area"] = "70", ["city"] = "Ulm", ["unused"] = 1 }).Value);
        Assert.Equal(byRow, model.Predict(new Dictionary<string, object?> { ["area"] = 70m, ["city"] = "Ulm" }).Value);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Model model = Table(out _);
        Assert.Contains("'area'", Assert.Throws<GlissadeException>(() => model.Predict(new Dictionary<string, object?> { ["city"] = "Ulm" })).Message, StringComparison.Ordinal);
        Assert.Contains("no number", Assert.Throws<GlissadeException>(() => model.Predict(new Dictionary<string, object?> { ["area"] = "wide", ["city"] = "Ulm" })).Message, StringComparison.Ordinal);
        Assert.Contains("not bound", Assert.Throws<GlissadeException>(() => model.Bind<House>(house => house.Number("area", h => h.Area))).Message, StringComparison.Ordinal);
        Assert.Contains("no column 'aera'", Assert.Throws<GlissadeException>(() => model.Bind<House>(house => house.Number("aera", h => h.Area))).Message, StringComparison.Ordinal);
        Assert.Contains("texts", Assert.Throws<GlissadeException>(() => model.Bind<House>(house => house.Number("city", h => h.Area))).Message, StringComparison.Ordinal);
        Assert.Contains("texts", Assert.Throws<GlissadeException>(() => model.Predict(1.0, 2.0)).Message, StringComparison.Ordinal);
        Assert.Contains("3 numbers", Assert.Throws<GlissadeException>(() => Trained(out _).Predict(1.0, 2.0, 3.0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_ones_own_is_saved_as_its_formula()
    {
        Dataset data = Toy.Line(60);
        var trainer = new Trainer(new Sequential(new Wave(2), new Linear(2, 1)), (p, t) => (p - t).Square(), new Adam());
        trainer.Fit(data, epochs: 2);
        trainer.Save(Path, data);
        Model model = Model.Load(Path);
        Assert.Equal("regression", model.Task);
        Assert.NotEqual(0, model.Predict(0.25, 0.5).Value);
        Assert.Contains("catalogue", Assert.Throws<GlissadeException>(() => model.Evaluate(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_bytes_go_in_as_they_are()
    {
        byte[] pixels = [.. Toy.Numbers(3).Take(64 * 16).Select(u => (byte)(255 * u))];
        Dataset data = Dataset.From<byte, byte>(pixels, new Shape(4, 4), [.. Enumerable.Range(0, 64).Select(i => (byte)(pixels[i * 16] > 127 ? 1 : 0))]);
        var trainer = new Trainer(new Sequential(new Flatten(), new Linear(16, 2)), new CrossEntropy(), new Adam { LearningRate = 0.05f }) { InputScale = Scaling.OfInputs(data) };
        trainer.Fit(data, epochs: 30);
        trainer.Save(Path, data);
        Model model = Model.Load(Path);
        Assert.Equal((DType.UInt8, new Shape(4, 4)), (model.InputType, model.InputShape));
        float[] all = model.Predict(data);
        Span<float> outputs = stackalloc float[2];
        model.Predict<byte>(pixels.AsSpan(0, 16), outputs);
        Assert.Equal(all.AsSpan(0, 2), outputs);
        Assert.Throws<GlissadeException>(() => model.Predict<int>([.. Enumerable.Repeat(256, 16)]));
    }

    [Fact]
    public void Equal_trainings_write_equal_files()
    {
        byte[] Write()
        {
            var trainer = new Trainer(Toy.Network(), new CrossEntropy(), new Adam());
            trainer.Fit(Toy.Classes(50), epochs: 1);
            trainer.Save(Path, Toy.Classes(50));
            return File.ReadAllBytes(Path);
        }

        Assert.Equal(Write(), Write());
    }

    [Fact]
    public void A_damaged_file_loads_or_is_refused_but_never_breaks()
    {
        Table(out _);
        byte[] good = File.ReadAllBytes(Path);
        var random = new Queue<double>(Toy.Numbers(8).Take(4000));
        int refused = 0;
        for (int round = 0; round < 600; round++)
        {
            byte[] bytes = (byte[])good.Clone();
            int header = 8 + BitConverter.ToInt32(good, 0);
            if (round % 3 == 0) bytes = bytes[..(int)(random.Dequeue() * bytes.Length)];
            else
                for (int i = 0; i <= round % 4; i++) bytes[(int)(random.Dequeue() * header)] ^= (byte)(1 << (round % 8));
            File.WriteAllBytes(Path, bytes);
            try
            {
                Model model = Model.Load(Path);
                if (model.Contents.NetworkJson.Length > 0) ModelNetwork.Build(model.Contents);
            }
            catch (GlissadeException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 300, 600);
    }

    private Model Trained(out Dataset data)
    {
        data = Toy.Classes(70);
        var trainer = new Trainer(Toy.Network(), new CrossEntropy(), new Adam { LearningRate = 1e-2f });
        trainer.Fit(data, epochs: 3);
        trainer.Save(Path, data);
        return Model.Load(Path);
    }

    private Model Table(out Dictionary<string, object?> row)
    {
        string[] cities = ["Ulm", "Bonn", "Kiel"];
        double[] areas = [.. Toy.Numbers(6).Take(90).Select(u => Math.Round(40 + 100 * u))];
        TableColumn[] columns = [new NumericColumn("area", areas), new TextColumn("city", [.. Enumerable.Range(0, 90).Select(i => cities[i % 3])])];
        int[] rows = [.. Enumerable.Range(0, 90)];
        TablePreprocessing table = TablePreprocessing.Fit(columns, rows);
        Dataset data = Dataset.From<float, float>(table.Transform(columns, rows), new Shape(table.Width), [.. rows.Select(i => (float)(2 * areas[i] + i % 3))]);
        var trainer = new Trainer(new Sequential(new Linear(table.Width, 1)), new MeanSquaredError(), new Adam { LearningRate = 0.05f }) { TargetScale = Scaling.OfTargets(data) };
        trainer.Fit(data, epochs: 60);
        trainer.Save(Path, data, new ModelDescription { Table = table, Target = "price" });
        row = new Dictionary<string, object?> { ["area"] = 70.0, ["city"] = "Ulm" };
        return Model.Load(Path);
    }

    private static Predictor<House> Bind(Model model) => model.Bind<House>(house => house.Number("area", h => h.Area).Text("city", h => h.City));

    private sealed record House(double Area, string City);

    /// <summary>A layer of one's own.</summary>
    private sealed class Wave : Layer
    {
        private readonly Parameter _frequency;

        public Wave(int width) => _frequency = AddParameter("frequency", new Shape(width), new OnesInitializer());

        public override Tensor Forward(Tensor x, Pass pass) => (x * _frequency).Sin();
    }
}
