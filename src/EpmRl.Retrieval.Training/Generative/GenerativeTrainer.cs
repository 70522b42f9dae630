using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// Trains an adapter of a language model that matches listings, stage by stage: supervised on derived or taught reasons, rejection
/// sampling, reinforcement (EPM-RL, arXiv:2604.23993). A run keeps its state beside its folder and resumes bit for bit.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="files">Where it starts and what it writes.</param>
/// <param name="tokenizer">The base model's tokenizer.</param>
/// <param name="prompt">The prompt.</param>
/// <param name="reward">The reward.</param>
/// <param name="say">Receives lines of progress.</param>
internal sealed class GenerativeTrainer(
    GenerativeTrainingOptions options, GenerativeFiles files, IGeneratorTokenizer tokenizer, MatchPrompt prompt, RationaleReward reward,
    Action<string> say)
{
    private const double WarmUpShare = 0.05, LargestNorm = 1;
    private const string PolicyName = "policy.safetensors", BestName = "best.safetensors";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly AnswerTokens tokens = new(tokenizer, AnswerForm.Lines);
    private readonly TrainingCost cost = new();
    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>Trains, measures and writes the model.</summary>
    /// <param name="data">The pairs.</param>
    /// <param name="taught">Answers to learn of supervised stages, by pair.</param>
    /// <param name="cancellationToken">Checked between steps; the state is kept, to be resumed.</param>
    /// <exception cref="TrainingException">The folder holds another run, or a damaged one.</exception>
    public async Task<TrainedGenerator> TrainAsync(
        GenerativeData data, IReadOnlyList<(GenerativePair Pair, string Text)> taught, CancellationToken cancellationToken)
    {
        files.ThrowIfTaken(); // not after hours
        using Decoder decoder = Open();
        Rollout rollout = new(decoder, tokens, prompt, reward, options, cost);
        var validation = new GenerativeValidation(decoder, tokens, prompt, options);
        using var trainer = new PolicyTrainer(decoder, new PolicyOptions
        {
            Optimizer = new AdamWOptions { WeightDecay = 0, MaxGradientNorm = LargestNorm }, Beta = options.KlWeight,
        });
        (data, BestAdapter? best) = PutAside(data, decoder, validation, cancellationToken);
        HashSet<GenerativePair> trained = [.. data.Train];
        taught = [.. taught.Where(one => trained.Contains(one.Pair))]; // pairs put aside are not replayed either
        ITrainingStage stage = await StageAsync(data, taught, decoder, trainer, rollout, validation, cancellationToken)
            .ConfigureAwait(false);
        SortedDictionary<string, string> identity = files.IdentityOf(options, data, prompt, reward.Options);
        var checkpoints = new CheckpointFolder(files.RunFolder, "run.json", PolicyName, BestName);
        GenerativeState state =
            checkpoints.Newest is null ? new GenerativeState { Run = identity } : Resume(checkpoints, identity, trainer, best);
        Announce(stage, state);
        state = Steps(stage, state, checkpoints, decoder, trainer, best, cancellationToken);
        best?.Restore();
        if (state.Step < stage.Steps && best is not { HasCollapsed: true })
        {
            say($"The time given is over after step {state.Step:N0} of {stage.Steps:N0}. Run the same command again to resume.");
            return new TrainedGenerator([], cost, state.Curve, false);
        }

        (IReadOnlyList<GenerativeFigures> figures, string answers) = Measure(validation, data.Valid, cancellationToken);
        var result = new TrainedGenerator(figures, cost, state.Curve, true);
        say($"Merged the adapter: {files.Write(decoder, result, answers, options, prompt, identity, cancellationToken)}.");
        return result;
    }

    private Decoder Open()
    {
        var decoder = Decoder.Open(files.Base, new DecoderOptions
        {
            Rank = options.Rank,
            Alpha = options.Alpha,
            Seed = options.Seed,
            Compute = new ComputeOptions { Device = options.Device, Threads = options.Threads },
            VerdictTokens = tokens.Verdicts,
        });
        if (files.From is { } from)
        {
            decoder.LoadAdapter(from);
        }

        return decoder;
    }

    // Reinforcement chooses its best adapter by pairs of the training part: those held out are only measured on.
    private (GenerativeData Data, BestAdapter? Best) PutAside(
        GenerativeData data, Decoder decoder, GenerativeValidation validation, CancellationToken cancellationToken)
    {
        int count = Math.Min(options.WatchedPairs, data.Train.Count / 4);
        return options.Stage != GenerativeStage.Reinforcement || count == 0 ? (data, null) : (
            data with { Train = [.. data.Train.Skip(count)] },
            new BestAdapter(
                decoder, [.. data.Train.Take(count)], pairs => Ask(Parts.Validation, validation, pairs, cancellationToken), say));
    }

    private IReadOnlyList<MeasuredAnswer> Ask(
        string part, GenerativeValidation validation, IReadOnlyList<GenerativePair> pairs, CancellationToken cancellationToken)
    {
        long read = 0;
        return cost.Spend(part, _ => read, () => validation.Ask(pairs, (_, length) => read += length, cancellationToken));
    }

    private async Task<ITrainingStage> StageAsync(
        GenerativeData data, IReadOnlyList<(GenerativePair Pair, string Text)> taught, Decoder decoder, PolicyTrainer trainer,
        Rollout rollout, GenerativeValidation validation, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(files.RunFolder);
        switch (options.Stage)
        {
            case GenerativeStage.Supervised:
                TaughtAnswer[] first = [.. data.Listings.Select(listing =>
                    new TaughtAnswer(tokens.PromptOf(listing.Prompt), tokens.AnswerOf(listing.Answer), -1))];
                return new SupervisedStage(trainer, first, Taught(taught), options, cost);
            case GenerativeStage.Rejection:
                IReadOnlyList<(GenerativePair, string)> accepted = await AcceptedAnswers.OfAsync(
                    files.RunFolder, data.Train, rollout, options, say, cancellationToken).ConfigureAwait(false);
                return new SupervisedStage(trainer, [], Taught(accepted), options, cost);
            default:
                IReadOnlyList<GenerativePair> chosen = !options.HasCurriculum ? data.Train : Curriculum.Choose(
                    files.RunFolder, data.Train,
                    pairs => Ask(Parts.Sampling, validation, pairs, cancellationToken), options, say);
                return new ReinforcementStage(trainer, decoder, rollout, reward, chosen, Taught(taught), options, cost);
        }
    }

    private TaughtAnswer[] Taught(IEnumerable<(GenerativePair Pair, string Text)> taught) =>
    [
        .. taught.Select(one =>
        {
            // Without reasons only the line of the verdict is left.
            string text = options.HasReasons ? one.Text : one.Text[(one.Text.LastIndexOf('\n') + 1)..];
            int[] answer = tokens.AnswerOf(text);
            int place = tokens.VerdictPlace(answer);
            return new TaughtAnswer(tokens.PromptOf(prompt.For(one.Pair.A, one.Pair.B, tokens.Form)), answer, place)
            {
                Alone = options.LearnsFirstWord && place >= 0 ? [.. tokens.VerdictCue, answer[place]] : null,
            };
        }),
    ];

    private GenerativeState Resume(
        CheckpointFolder checkpoints, SortedDictionary<string, string> identity, PolicyTrainer trainer, BestAdapter? best)
    {
        GenerativeState state = checkpoints.ReadState<GenerativeState>();
        state.ThrowIfOther(identity, files.RunFolder);
        trainer.LoadState(checkpoints[PolicyName]);
        if (state.BestStep >= 0)
        {
            best?.Load(checkpoints[BestName], state.BestStep, state.BestScore);
        }

        cost.Resume(state.Cost);
        say($"Resumed after step {state.Step:N0}.");
        return state;
    }

    private void Announce(ITrainingStage stage, GenerativeState state)
    {
        string parts = string.Join(", ", stage.Tokens.Select(part => string.Create(
            CultureInfo.InvariantCulture, $"{part.Key} {part.Value:N0} tokens")));
        say(string.Create(CultureInfo.InvariantCulture,
            $"{stage.Steps - state.Step:N0} of {stage.Steps:N0} steps to take; the whole stage costs {parts}."));
    }

    private GenerativeState Steps(
        ITrainingStage stage, GenerativeState state, CheckpointFolder checkpoints, Decoder decoder, PolicyTrainer trainer,
        BestAdapter? best, CancellationToken cancellationToken)
    {
        var rate = new LearningRateSchedule(
            options.LearningRate, Math.Max(1, (int)(stage.Steps * WarmUpShare)), stage.Steps + 1,
            options.Stage == GenerativeStage.Reinforcement ? DecayKind.Constant : DecayKind.Linear);
        var curve = new List<GenerativePoint>(state.Curve);
        var progress = new StepLine(stage.Steps, state.Step, say, Pause);
        int step = state.Step;
        try
        {
            Look();
            while (step < stage.Steps && !IsOver() && best is not { HasCollapsed: true })
            {
                cancellationToken.ThrowIfCancellationRequested();
                GenerativePoint point = stage.Step(step, rate.At(step + 1), cancellationToken);
                curve.Add(point);
                step++; // from here on an interruption keeps the step
                progress.Add(point, cost);
                if (step % options.CheckpointInterval == 0)
                {
                    Keep(step);
                }

                Look();
            }
        }
        catch (OperationCanceledException)
        {
            Keep(step);
            throw;
        }

        Keep(step);
        return State(step);

        // After a resume the same step may be looked at again, which changes nothing.
        void Look()
        {
            if (best is null || (step % options.WatchInterval != 0 && step != stage.Steps))
            {
                return;
            }

            best.Look(step);
            if (step == 0 && best.HasCollapsed)
            {
                throw new TrainingException(
                    $"Most answers of '{files.From ?? files.Base}' do not follow the form: reinforcement has nothing to begin with. "
                        + "Train longer with --stage sft first.");
            }
        }

        GenerativeState State(int taken) => state with
        {
            Step = taken, Cost = new(cost.Parts.ToDictionary()), Curve = [.. curve], BestStep = best?.Step ?? -1,
            BestScore = best is { Step: >= 0 } ? best.Score : 0,
        };

        void Keep(int taken)
        {
            if (taken > 0)
            {
                checkpoints.Write(taken, State(taken), folder =>
                {
                    trainer.SaveState(Path.Combine(folder, PolicyName));
                    if (best is null)
                    {
                        decoder.SaveAdapter(Path.Combine(folder, BestName));
                    }
                    else
                    {
                        best.Save(Path.Combine(folder, BestName));
                    }
                });
            }
        }
    }

    private bool IsOver() => options.Minutes is { } minutes && Stopwatch.GetElapsedTime(started).TotalMinutes >= minutes;

    private (IReadOnlyList<GenerativeFigures> Figures, string Answers) Measure(
        GenerativeValidation validation, IReadOnlyList<GenerativePair> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            return ([], "");
        }

        long read = 0;
        var line = new Matching.StepProgress("answers", 2L * pairs.Count, say, Pause);
        IReadOnlyList<GenerativeValidation.Answered> answered = cost.Spend(Parts.Validation, _ => read, () => validation.AskBoth(
            pairs,
            (more, length) =>
            {
                read += length;
                line.Add(more, 0);
            },
            cancellationToken));
        ValidationRow[] rows = [.. answered.Select(ValidationRow.Of)];
        if (GenerativeGain.Of(files.RowsBefore(), rows) is { } gain)
        {
            say($"Against the stage before: {gain}.");
        }

        var figures = new List<GenerativeFigures>();
        foreach (IGrouping<string, GenerativeValidation.Answered> set in answered.GroupBy(one => one.Pair.Set))
        {
            figures.Add(GenerativeValidation.FiguresOf(set.Key, [.. set]));
            foreach (IGrouping<bool, GenerativeValidation.Answered> part in set.GroupBy(one => one.Pair.IsSeen))
            {
                figures.Add(GenerativeValidation.FiguresOf($"{set.Key}, {(part.Key ? "seen" : "unseen")} products", [.. part]));
            }
        }

        return (figures, ValidationRow.Write(rows));
    }
}
