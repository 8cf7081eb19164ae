using System.Globalization;

namespace Glissade.Tests;

/// <summary>What <c>train --loss</c> takes for a table: every loss is trained with, or refused with a reason.</summary>
public sealed class LossChoiceTests : TableFiles
{
    [Theory]
    [InlineData("regression", "y")]
    [InlineData("binary", "yes")]
    [InlineData("multiclass", "kind")]
    public void Every_loss_is_trained_with_or_refused_with_a_reason(string task, string target)
    {
        string data = Write("a,b,y,yes,kind\n" + string.Concat(Enumerable.Range(0, 30).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{0.37 * i % 1.3:F3},{0.53 * i % 1.7:F3},{1.5 + 3.1 * i % 2.9:F3},{(i % 2 == 0 ? "no" : "yes")},{(char)('u' + i % 3)}\n"))));
        int taken = 0;
        foreach (CatalogRow<Loss> row in Catalog.Losses.Rows)
        {
            var options = new TrainingOptions { Data = data, Target = target, Features = ["a", "b"], Task = task, Loss = row.Name, Model = "linear", Epochs = 1, Threads = 1 };
            TrainingPlan plan;
            try
            {
                plan = TrainingPlan.Create(options);
            }
            catch (GlissadeException e)
            {
                Assert.Contains($"the loss {row.Name} cannot serve the task {task}: it ", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(row.Name, e.Expected.Replace("one of ", "", StringComparison.Ordinal).Split(", "));
                continue;
            }

            Assert.True(double.IsFinite(plan.Run().History.Epochs[0].TrainLoss), row.Name);
            taken++;
        }

        Assert.InRange(taken, 8, 40);
    }

    [Theory]
    [InlineData("poisson")]
    [InlineData("poisson(log_input=false)")]
    [InlineData("tweedie")]
    [InlineData("mape")]
    [InlineData("msle")]
    public void A_loss_that_looks_at_sizes_learns_the_numbers_as_they_are(string loss)
    {
        // y = 20·e^a: far from 0, so that the wrong scale would be seen.
        string data = Write("a,b,y\n" + string.Concat(Enumerable.Range(0, 120).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{(i * 37 % 101 / 101.0):F4},{(i * 53 % 97 / 97.0):F4},{20 * Math.Exp(i * 37 % 101 / 101.0):F4}\n"))));
        var options = new TrainingOptions { Data = data, Target = "y", Features = ["a", "b"], Task = "regression", Loss = loss, Hidden = [16], Epochs = 250, LearningRate = 0.02, Patience = 0, Threads = 1, Metrics = ["mape"] };
        double error = TrainingPlan.Create(options).Run().History.Epochs[^1].Metrics["mape"];
        Assert.InRange(error, 0, 0.12);
    }
}
