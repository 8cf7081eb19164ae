using System.Security.Cryptography;
using System.Text.Json;

namespace Glissade.Cli.Tests;

/// <summary>Runs from beginning to end, within this process.</summary>
public sealed class TrainTests
{
    [Theory]
    [InlineData("glu", 2)]
    [InlineData("maxout(pieces=3)", 3)]
    [InlineData("prelu", 1)]
    [InlineData("mish", 1)]
    public void A_gate_between_layers_gets_as_many_numbers_as_it_takes(string activation, int taken)
    {
        using var folder = new Folder();
        string csv = folder.Write("line.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7}.5,{i % 11},{i % 7 + 2 * (i % 11)}.5\n")));
        Tool tool = Tool.Run("train", csv, "--epochs", "1", "--hidden", "8,4", "--activation", activation, "--quiet", "--output", folder["run"]);
        Assert.Equal((ExitCodes.Done, ""), (tool.Code, tool.Error));
        Tool inspect = Tool.Run("inspect", folder["run"], "--json");
        Assert.Equal(ExitCodes.Done, inspect.Code);
        Assert.Contains($"Linear(2, {8 * taken})", inspect.Out, StringComparison.Ordinal);
        Assert.Contains($"Linear(8, {4 * taken})", inspect.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lion --weight-decay 0.25", "lion(weight_decay=0.25)")]
    [InlineData("ema(inner=lamb) --learning-rate 0.5 --weight-decay 0", "ema(inner=lamb(learning_rate=0.5, weight_decay=0))")]
    [InlineData("weight_decay(inner=rprop) --weight-decay 0.25", "weight_decay(decay=0.25, inner=rprop)")]
    [InlineData("sam(adaptive=true,inner=clip_by_norm(inner=adamw(amsgrad=true))) --weight-decay 0.5", "sam(adaptive=true, inner=clip_by_norm(inner=adamw(weight_decay=0.5, amsgrad=true)))")]
    [InlineData("muon --weight-decay 0.25 --clip-norm 2", "clip_by_global_norm(max_norm=2, inner=muon(weight_decay=0.25))")]
    public void The_decay_goes_to_whichever_optimizer_takes_one(string options, string optimizer)
    {
        using var folder = new Folder();
        string csv = folder.Write("line.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7}.5,{i % 11},{i % 7 + 2 * (i % 11)}.5\n")));
        Tool tool = Tool.Run(["train", csv, "--epochs", "1", "--json", "--output", folder["run"], "--optimizer", .. options.Split(' ')]);
        Assert.Equal((ExitCodes.Done, ""), (tool.Code, tool.Error));
        Assert.Equal(Catalog.Optimizers.Parse(optimizer), Catalog.Optimizers.Parse(Assert.IsType<RunStarted>(RunEventJson.Read(tool.Out.Split('\n')[0])).Optimizer));
    }

    [Fact]
    public void A_run_leaves_its_files_and_its_model_evaluates_to_the_same_digits_and_predicts_without_the_target()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"];
        Tool trained = Tool.Run("train", data, "--json", "--epochs", "12", "--test", "0.1", "--output", run);
        Assert.Equal((ExitCodes.Done, ""), (trained.Code, trained.Error));
        Assert.Equal(["config.json", "events.jsonl", "last.safetensors", "model.safetensors"], Directory.GetFiles(run).Select(Path.GetFileName).Order());
        Assert.Equal(trained.Out, File.ReadAllText(Path.Combine(run, "events.jsonl")));
        RunEvent[] events = [.. trained.Out.TrimEnd('\n').Split('\n').Select(line => RunEventJson.Read(line)!)];
        var started = Assert.IsType<RunStarted>(events[0]);
        Assert.Equal(("multiclass", "kind", 90, 63, 18, 9), (started.Task, started.Target, started.Rows, started.TrainRows, started.ValidationRows, started.TestRows));
        Assert.Equal(12, events.OfType<EpochFinished>().Count());
        var finished = Assert.IsType<RunFinished>(events[^1]);
        Assert.Equal((FinishReason.Completed, Path.Combine(run, "model.safetensors")), (finished.Reason, finished.Model));

        foreach ((string part, IReadOnlyDictionary<string, double> figures) in (IEnumerable<(string, IReadOnlyDictionary<string, double>)>)[("validation", finished.Validation), ("test", finished.Test)])
        {
            Tool evaluated = Tool.Run("evaluate", run, data, "--json", "--part", part);
            using JsonDocument json = JsonDocument.Parse(evaluated.Out);
            Assert.Equal(figures["loss"], json.RootElement.GetProperty("loss").GetDouble());
            foreach ((string name, double value) in figures.Where(figure => figure.Key != "loss")) Assert.Equal(value, json.RootElement.GetProperty("metrics").GetProperty(name).GetDouble());
        }

        using (JsonDocument json = JsonDocument.Parse(Tool.Run("evaluate", run, data, "--json").Out)) Assert.Equal((18, "validation"), (json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("part").GetString()));
        string others = folder.Write("others.csv", Flowers.Csv(30, from: 500));
        using (JsonDocument json = JsonDocument.Parse(Tool.Run("evaluate", run, others, "--json").Out)) Assert.Equal((30, "all"), (json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("part").GetString()));
        Tool.Run("evaluate", run, others, "--part", "test").AssertRefused();

        string bare = folder.Write("bare.csv", Flowers.Csv(10, withTarget: false)), csv = folder["out.csv"];
        Tool predicted = Tool.Run("predict", run, bare);
        string[] lines = predicted.Out.TrimEnd('\n').Split('\n');
        Assert.Equal("name,prediction,probability_aster,probability_bellis,probability_crocus", lines[0]);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith("flower 0,", lines[1], StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Done, ""), (Tool.Run("predict", run, bare, "--output", csv).Code, ""));
        Assert.Equal(predicted.Out, File.ReadAllText(csv));
        // One row by itself, and with other company: the same digits.
        Assert.Equal(lines[1], Tool.Run("predict", run, folder.Write("one.csv", Flowers.Csv(1, withTarget: false))).Out.Split('\n')[1]);
    }

    [Fact]
    public void Metrics_are_asked_for_by_name()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"];
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "2", "--metrics", "f1,fbeta(beta=2, average=micro)", "--output", run).Code);
        Assert.Equal(["f1", "fbeta(beta=2, average=micro)"], Figures());
        Assert.Equal(["roc_auc", "mcc"], [.. Figures("--metrics", "auc, mcc").Select(name => name == "matthews_correlation" ? "mcc" : name)]);
        string[] classes = [.. Catalog.Metrics.Rows.Where(row => row.Prototype.Takes == OutcomeKind.Classes).Select(row => row.Name)];
        Assert.Equal(classes, Figures("--metrics", string.Join(',', classes)));
        Assert.Contains("f1", Tool.Run("evaluate", run, data).Out, StringComparison.Ordinal);
        Assert.Contains("rmse compares numbers", Tool.Run("evaluate", run, data, "--metrics", "rmse").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("no metric 'f2'", Tool.Run("evaluate", run, data, "--metrics", "f2").AssertRefused(), StringComparison.Ordinal);
        Assert.Contains("rmse compares numbers", Tool.Run("train", data, "--metrics", "rmse", "--output", folder["none"]).AssertRefused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));

        string[] Figures(params string[] more)
        {
            using JsonDocument json = JsonDocument.Parse(Tool.Run(["evaluate", run, data, "--json", .. more]).Out);
            return [.. json.RootElement.GetProperty("metrics").EnumerateObject().Select(figure => figure.Name)];
        }
    }

    [Fact]
    public void The_configuration_of_a_run_makes_the_same_model_again_and_threads_change_no_bit()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "3", "--dropout", "0.2", "--seed", "5", "--output", folder["a"]).Code);
        Tool again = Tool.Run("train", "--quiet", "--config", Path.Combine(folder["a"], "config.json"), "--output", folder["b"], "--threads", "1");
        Assert.Equal((0, "", ""), (again.Code, again.Out, again.Error));
        Assert.Equal(Hash(folder["a"]), Hash(folder["b"]));
        Assert.Equal(0, Tool.Run("train", "--quiet", "--config", Path.Combine(folder["a"], "config.json"), "--output", folder["c"], "--seed", "6").Code);
        Assert.NotEqual(Hash(folder["a"]), Hash(folder["c"]));
    }

    [Fact]
    public void An_interrupted_run_ends_130_and_goes_on_to_the_bits_of_the_uninterrupted_one()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "30", "--output", folder["whole"]).Code);
        using var interruption = new Interruption(false);
        interruption.Ask();
        Tool stopped = Tool.Run(() => interruption, ["train", data, "--epochs", "30", "--output", folder["parts"]]);
        Assert.Equal(ExitCodes.Interrupted, stopped.Code);
        Assert.Contains(folder["parts"], stopped.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder["parts"], "last.safetensors")));
        // The run's own options count; a record whose last line a kill cut short is mended.
        File.AppendAllText(Path.Combine(folder["parts"], "events.jsonl"), "{\"event\":\"epo");
        Tool went = Tool.Run("train", "--resume", "--output", folder["parts"], "--json");
        Assert.Equal((0, ""), (went.Code, went.Error));
        Assert.Equal(Hash(folder["whole"]), Hash(folder["parts"]));
        string[] lines = File.ReadAllLines(Path.Combine(folder["parts"], "events.jsonl"));
        Assert.Equal("{\"event\":\"epo", lines.Single(line => !line.EndsWith('}')));
        Assert.Equal(30, lines.Where(line => line.EndsWith('}')).Select(RunEventJson.Read).OfType<EpochFinished>().Select(epoch => epoch.Epoch).Distinct().Count());
    }

    [Fact]
    public void A_folder_that_a_kill_left_without_any_event_is_free_and_nothing_to_go_on_with()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv()), run = folder["run"];
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "events.jsonl"), "");
        Assert.Contains("holds no run to go on with", Tool.Run("train", "--resume", "--output", run).AssertRefused(), StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "1", "--output", run).Code);
        Assert.Contains("holds a run already", Tool.Run("train", data, "--quiet", "--epochs", "1", "--output", run).AssertRefused(), StringComparison.Ordinal);
        // Options alone are a run that was killed before its first step: it goes on from its beginning, and its record keeps a line that was cut.
        string whole = Hash(run);
        foreach (string name in (string[])["model.safetensors", "last.safetensors", "events.jsonl"]) File.Delete(Path.Combine(run, name));
        Tool.Run("train", data, "--output", run).AssertRefused();
        Assert.Equal((0, ""), (Tool.Run("train", "--quiet", "--resume", "--output", run).Code, Tool.Run("train", "--quiet", "--resume", "--output", run).Error));
        Assert.Equal(whole, Hash(run));
    }

    [Fact]
    public void A_rate_that_is_too_high_ends_1_and_says_where_it_broke()
    {
        using var folder = new Folder();
        string data = folder.Write("line.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{3 * i + i % 5}\n")));
        Tool diverged = Tool.Run("train", data, "--optimizer", "sgd", "--learning-rate", "1e30", "--epochs", "20", "--output", folder["run"]);
        Assert.Equal(ExitCodes.Failed, diverged.Code);
        Assert.Contains("error: the training diverged", diverged.Error, StringComparison.Ordinal);
        Assert.Equal(4, diverged.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void A_rate_out_of_all_reason_is_said_in_words_also_where_the_loss_stays_a_number(string optimizer)
    {
        using var folder = new Folder();
        Tool ended = Tool.Run("train", folder.Write("flowers.csv", Flowers.Csv()), "--optimizer", optimizer, "--learning-rate", "1e30", "--epochs", "6", "--output", folder["run"]);
        string said = ended.Code == ExitCodes.Failed ? ended.Error : ended.Out;
        Assert.True(ended.Code is ExitCodes.Failed or ExitCodes.Done, ended.Error);
        Assert.Contains(ended.Code == ExitCodes.Failed ? "the training diverged" : "the training cost r", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_are_printed_resolved_and_nothing_is_trained()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Tool printed = Tool.Run("train", data, "--print-config", "--epochs", "7");
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        using JsonDocument json = JsonDocument.Parse(printed.Out);
        Assert.Equal(("kind", "multiclass", 7, 0.001, "adam"), (json.RootElement.GetProperty("target").GetString(), json.RootElement.GetProperty("task").GetString(),
            json.RootElement.GetProperty("epochs").GetInt32(), json.RootElement.GetProperty("learning-rate").GetDouble(), json.RootElement.GetProperty("optimizer").GetString()));
        Assert.Equal(TrainingOption.All.Select(option => option.Name), json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_is_in_a_model_and_in_data_is_shown()
    {
        using var folder = new Folder();
        string data = folder.Write("flowers.csv", Flowers.Csv());
        Assert.Equal(0, Tool.Run("train", data, "--quiet", "--epochs", "2", "--output", folder["run"]).Code);
        string model = Tool.Run("inspect", folder["run"]).Out;
        Assert.Contains("multiclass of kind: aster, bellis, crocus", model, StringComparison.Ordinal);
        Assert.Contains("linear1", model, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Tool.Run("inspect", folder["run"], "--json").Out);
        Assert.Equal("kind", json.RootElement.GetProperty("target").GetString());
        string table = Tool.Run("inspect", data).Out;
        Assert.Contains("90 rows, 5 columns", table, StringComparison.Ordinal);
        using JsonDocument columns = JsonDocument.Parse(Tool.Run("inspect", data, "--json").Out);
        Assert.Equal(["name", "length", "width", "soil", "kind"], columns.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
    }

    private static string Hash(string run) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(run, "model.safetensors"))));
}
