using System.Diagnostics;

namespace Glissade;

/// <summary>One call of <see cref="Trainer.Fit"/>: goes through epochs and batches, keeps the best weights and the full state, and tells the observer.</summary>
internal sealed class TrainingRun
{
    private readonly Trainer _trainer;
    private readonly Dataset _train;
    private readonly Dataset? _validation;
    private readonly int _epochs, _batchSize, _batches;
    private readonly Action<RunEvent>? _observer;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Wiring _wiring;
    private readonly TrainingStep _step;
    private readonly Evaluator? _evaluator;
    private readonly IReadOnlyList<Metric> _metrics;
    private readonly IReadOnlyList<(string Name, State State)> _states, _modelStates;
    private readonly StateSnapshot _best, _replayFrom;
    private readonly WeightAverages _averages;
    private readonly int[] _order;
    private readonly IReadOnlyDictionary<string, string> _identity;
    private readonly Shape _prediction;
    private readonly ProgressMeter _progress;
    private readonly Task<(double Loss, IReadOnlyDictionary<string, double> Metrics)?>? _baseline;
    private RunState _run = new();
    private TimeSpan _saved, _pause;
    private int _savedBest = -1, _replayBatch;

    public TrainingRun(Trainer trainer, Dataset train, Dataset? validation, int epochs, Action<RunEvent>? observer, CancellationToken cancellation)
    {
        (_trainer, _train, _validation, _epochs, _observer, _cancellation) = (trainer, train, validation, epochs, observer, cancellation);
        _wiring = trainer.Wire();
        _prediction = RunChecks.Check(trainer, _wiring, train, validation);
        trainer.Model.InitializeMissing(trainer.Seed);
        PredictionChecks.Check(_wiring, trainer.Device, train);
        _batchSize = trainer.BatchSizeFor(train);
        _batches = (train.Count + _batchSize - 1) / _batchSize;
        _metrics = trainer.MetricsFor(train);
        _step = new TrainingStep(_wiring, trainer.Optimizer, trainer.Device, train, trainer.Seed, trainer.PartSizeFor(train));
        // Worked out beside the compilation of the plan, so that the first step comes sooner.
        if (observer is not null) _baseline = Task.Run(() => Baseline.Measure(_wiring, trainer.Device, train, validation ?? train, _metrics, Outputs), CancellationToken.None);
        // The plan is compiled here: the moments exist, and the peak of memory is known, before the first step.
        PeakBytes = _step.PeakBytes(_batchSize);
        _states = _step.States;
        _averages = new WeightAverages(_step.Averages);
        _modelStates = [.. trainer.Model.States().Select(state => (state.Path, state.State))];
        _best = new StateSnapshot(_modelStates);
        _replayFrom = new StateSnapshot(_states);
        _order = new int[train.Count];
        _evaluator = validation is null ? null : new Evaluator(_wiring, trainer.Device, validation);
        _identity = RunChecks.Identity(trainer, train, validation, _batchSize);
        _progress = new ProgressMeter(_clock, _epochs, _batches);
        _pause = trainer.CheckpointInterval;
    }

    private long PeakBytes { get; }

    /// <summary>The cost over the epoch so far.</summary>
    private double TrainLoss => _trainer.Loss.Finish(_run.Numerator / _run.Denominator);

    private int Outputs => checked((int)(_prediction.Count / Math.Max(_prediction[0], 1)));

    public History Execute()
    {
        using Activity? activity = Telemetry.Source.StartActivity("glissade.fit");
        _run.Schedule = _trainer.Schedule?.NewState() ?? [];
        int carried = _run.Schedule.Length;
        if (_trainer is { Resume: true, CheckpointPath: { } path } && File.Exists(path)) _run = Checkpoint.Read(path, _states, _modelStates, _best, _identity);
        else if (_trainer.CheckpointPath is not null) Save();
        if (_run.Schedule.Length != carried)
            throw new GlissadeException($"the state of the training has {_run.Schedule.Length} numbers of its schedule", _trainer.CheckpointPath!, $"{carried}, as {_trainer.Schedule?.ToString() ?? "no schedule"} carries", "resume with the schedule that the training began with");
        Announce();

        FinishReason reason = FinishReason.Completed;
        Divergence? divergence = null;
        while (_run.Epoch < _epochs)
        {
            if (_trainer.Patience is { } patience && _run.Waited >= patience && _run.BestEpoch > 0)
            {
                reason = FinishReason.EarlyStopping;
                break;
            }

            if (Reached() is { } reached)
            {
                reason = reached;
                break;
            }

            using Activity? epoch = Telemetry.Source.StartActivity("glissade.epoch");
            if (RunEpoch() is not { } stopped) continue;
            reason = stopped;
            break;
        }

        if (reason == FinishReason.Diverged) divergence = FindDivergence();
        else Save(force: true);
        return Finish(reason, divergence);
    }

    /// <summary>Goes on to the end of the epoch; gives back why the training has to stop, or null.</summary>
    private FinishReason? RunEpoch()
    {
        if (_trainer.Shuffles) Shuffle.Fill(_order, _trainer.Seed, "order", _run.Epoch);
        else for (int i = 0; i < _order.Length; i++) _order[i] = i;
        if (_run is { Epoch: 0, Batch: 0 }) TargetChecks.CheckBatches(_trainer.Loss, _train, _order, _batchSize);
        _replayFrom.Take();
        _replayBatch = _run.Batch;
        TimeSpan start = _clock.Elapsed;
        int resumedAt = _run.Batch;
        double rate = 0, norm = double.NaN;
        while (_run.Batch < _batches)
        {
            rate = RateAt(_run.Step);
            bool last = _run.Batch == _batches - 1;
            (double numerator, double denominator, double length) = _step.Run(Examples(_run.Batch), _run.Step, rate, withNorm: last);
            // A batch whose every item is ignored or weighs nothing divides by 0, and so breaks the weights as well.
            if (!double.IsFinite(numerator) || denominator == 0) return FinishReason.Diverged;
            norm = length;
            if (_run.Step == 0) _run.FirstLoss = _trainer.Loss.Finish(numerator / denominator);
            _run.Numerator += numerator;
            _run.Denominator += denominator;
            _run.Batch++;
            _run.Step++;
            Telemetry.Steps.Add(1);
            if (last) break;

            if (_cancellation.IsCancellationRequested) return FinishReason.Cancelled;
            if (_trainer.TimeLimit is { } limit && _clock.Elapsed >= limit) return FinishReason.TimeLimit;
            if (_observer is not null && _progress.IsDue) _observer(_progress.Snapshot(_run, TrainLoss, rate, _batchSize));
            if (_clock.Elapsed - _saved >= _pause) Save();
        }

        // The next step's cost tells of weights that broke; an epoch's last step has no next one.
        if (!_modelStates.All(state => DivergenceSearch.IsFinite(state.State))) return FinishReason.Diverged;
        double seconds = (_clock.Elapsed - start).TotalSeconds;
        Telemetry.Examples.Add(_train.Count);
        Telemetry.EpochSeconds.Record(seconds);
        EndEpoch(rate, norm, (_train.Count - (long)resumedAt * _batchSize) / Math.Max(seconds, 1e-9));
        if (_cancellation.IsCancellationRequested) return FinishReason.Cancelled;
        return _trainer.TimeLimit is { } end && _clock.Elapsed >= end && _run.Epoch < _epochs ? FinishReason.TimeLimit : null;
    }

    // Looked at before an epoch, so that a training that goes on from a checkpoint stops where the first one did.
    private FinishReason? Reached()
    {
        if (_run.Epochs.Count == 0) return null;
        EpochFinished last = _run.Epochs[^1];
        if ((_evaluator is null ? last.TrainLoss : last.ValidationLoss) <= _trainer.StopAtLoss) return FinishReason.LossReached;
        return last.GradientNorm <= _trainer.StopAtGradientNorm ? FinishReason.GradientVanished : null;
    }

    private void EndEpoch(double rate, double norm, double examplesPerSecond)
    {
        double trainLoss = TrainLoss, validationLoss = double.NaN;
        IReadOnlyDictionary<string, double> metrics = new Dictionary<string, double>();
        if (_evaluator is not null) _averages.InPlace(() => (validationLoss, metrics, _) = _evaluator.Measure(_metrics));
        double judged = _evaluator is null ? trainLoss : validationLoss;
        bool isBest = judged < _run.BestLoss - _trainer.MinimumImprovement || (_run.BestEpoch == 0 && double.IsFinite(judged));
        if (isBest)
        {
            (_run.BestLoss, _run.BestEpoch, _run.Waited) = (judged, _run.Epoch + 1, 0);
            _averages.InPlace(_best.Take);
        }
        else
        {
            _run.Waited++;
        }

        _trainer.Schedule?.Observe(_run.Schedule, judged);
        Telemetry.TrainLoss.Record(trainLoss);
        if (_evaluator is not null) Telemetry.ValidationLoss.Record(validationLoss);
        _run.Epochs.Add(new EpochFinished
        {
            Epoch = _run.Epoch + 1,
            Step = _run.Step,
            TrainLoss = trainLoss,
            ValidationLoss = validationLoss,
            Metrics = metrics,
            LearningRate = rate,
            GradientNorm = norm,
            ExamplesPerSecond = examplesPerSecond,
            Seconds = _clock.Elapsed.TotalSeconds,
            IsBest = isBest,
        });
        (_run.Epoch, _run.Batch, _run.Numerator, _run.Denominator) = (_run.Epoch + 1, 0, 0, 0);
        _observer?.Invoke(_run.Epochs[^1]);
        foreach (Warning warning in Judge.Warnings(_run).ToArray())
        {
            _run.Warnings.Add(warning);
            _observer?.Invoke(warning);
        }

        if (_clock.Elapsed - _saved >= _pause) Save();
    }

    private History Finish(FinishReason reason, Divergence? divergence)
    {
        EpochFinished? best = _run.BestEpoch > 0 ? _run.Epochs[_run.BestEpoch - 1] : null;
        // Without a finished epoch the weights stay as the last good step left them.
        if (best is not null) _best.Restore();
        IReadOnlyDictionary<string, double> validation = best is not null && _validation is not null ? Measures.Of(best.ValidationLoss, best.Metrics)
            : _evaluator is not null ? Measures.Of(_evaluator.Measure(_metrics))
            : new Dictionary<string, double>();
        IReadOnlyDictionary<string, double> test = _trainer.Test is { Count: > 0 } set && reason != FinishReason.Cancelled
            ? Measures.Of(new Evaluator(_wiring, _trainer.Device, set).Measure(_metrics))
            : new Dictionary<string, double>();
        if (divergence is not null) _trainer.SaveBest?.Invoke(best);
        var finish = new RunFinished
        {
            Reason = reason,
            BestEpoch = _run.BestEpoch,
            Validation = validation,
            Test = test,
            Divergence = divergence,
            Seconds = _clock.Elapsed.TotalSeconds,
        };
        _observer?.Invoke(finish);
        return new History([.. _run.Epochs], finish, [.. _run.Warnings]);
    }

    // The model first: a training killed in between writes it again when it goes on.
    private void Save(bool force = false)
    {
        TimeSpan start = _clock.Elapsed;
        if (_trainer.SaveBest is not null && (force || (_run.BestEpoch > 0 && _run.BestEpoch != _savedBest)))
        {
            if (_run.BestEpoch > 0)
            {
                _best.Swap();
                try
                {
                    _trainer.SaveBest(_run.Epochs[_run.BestEpoch - 1]);
                }
                finally
                {
                    _best.Swap();
                }
            }
            else
            {
                _trainer.SaveBest(null);
            }

            _savedBest = _run.BestEpoch;
        }

        if (_trainer.CheckpointPath is not null) Checkpoint.Write(_trainer.CheckpointPath, _states, _run.BestEpoch > 0 ? _best : null, _run, _identity);
        _saved = _clock.Elapsed;
        // A large state on a slow disk must not take the time that is for training: a tenth of it at most.
        _pause = _trainer.CheckpointInterval > TimeSpan.Zero ? TimeSpan.FromTicks(Math.Max(_trainer.CheckpointInterval.Ticks, 10 * (_saved - start).Ticks)) : TimeSpan.Zero;
    }

    private void Announce()
    {
        if (_observer is null) return;
        (double Loss, IReadOnlyDictionary<string, double> Metrics)? baseline = _baseline!.GetAwaiter().GetResult();
        _observer(_trainer.Description with
        {
            Task = _trainer.Description.Task.Length > 0 ? _trainer.Description.Task : !_wiring.Classifies(_train.Targets!) ? "regression" : Outputs <= 2 ? "binary" : "multiclass",
            Rows = _trainer.Description.Rows > 0 ? _trainer.Description.Rows : _train.Count + (_validation?.Count ?? 0) + (_trainer.Test?.Count ?? 0),
            TrainRows = _train.Count,
            ValidationRows = _validation?.Count ?? 0,
            TestRows = _trainer.Test?.Count ?? 0,
            Parameters = _trainer.Model.ParameterCount,
            PeakBytes = PeakBytes + _states.Sum(state => state.State.Storage.Bytes),
            Layers = LayerSummaries.Of(_wiring, _train),
            Loss = _trainer.Loss.ToString()!,
            Optimizer = _trainer.Optimizer.ToString()!,
            Seed = _trainer.Seed,
            BatchSize = _batchSize,
            Epochs = _epochs,
            FirstEpoch = _run.Epoch + 1,
            BaselineLoss = baseline?.Loss ?? double.NaN,
            Baseline = baseline?.Metrics ?? new Dictionary<string, double>(),
        });
        foreach (EpochFinished epoch in _run.Epochs) _observer(epoch with { IsReplay = true });
    }

    private Divergence FindDivergence()
    {
        _replayFrom.Restore();
        long firstStep = _run.Step - (_run.Batch - _replayBatch);
        return new DivergenceSearch(_step, _trainer.Device, _states).Find(_run.Epoch + 1, firstStep, _run.Batch - _replayBatch + 1,
            index => Examples(_replayBatch + index).ToArray(), RateAt);
    }

    private ReadOnlySpan<int> Examples(int batch) => _order.AsSpan(batch * _batchSize, Math.Min(_batchSize, _order.Length - batch * _batchSize));

    private double RateAt(long step) => _trainer.Optimizer.LearningRate * (_trainer.Schedule?.Factor(step, (long)_batches * _epochs, _run.Schedule) ?? 1);
}
