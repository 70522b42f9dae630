namespace EpmRl.Retrieval.Matching.Tests.Generative;

/// <summary>Answers prompts by a function, and keeps what it was asked.</summary>
internal sealed class ScriptedGenerator(Func<GenerationPrompt, int, string> answer, AnswerForm? form = null) : IGenerator
{
    private readonly Lock gate = new();

    public List<(GenerationPrompt Prompt, SamplingOptions Options)> Asked { get; } = [];

    /// <summary>Log-probabilities of the three verdicts; null tells none.</summary>
    public double[]? LogProbabilities { get; init; }

    /// <summary>Log-probabilities of given continuations; null tells none.</summary>
    public double[]? Scores { get; init; }

    /// <summary>Most characters of a question that fits.</summary>
    public int MostCharacters { get; init; } = int.MaxValue;

    public string Model => "scripted@1";

    public AnswerForm Form { get; } = form ?? AnswerForm.Lines;

    public int Concurrency => 3;

    public bool Fits(GenerationPrompt prompt, int newTokens) => prompt.Question.Length <= MostCharacters;

    public Task<IReadOnlyList<Completion>> SampleAsync(
        GenerationPrompt prompt, SamplingOptions options, CancellationToken cancellationToken = default)
    {
        int call;
        lock (gate)
        {
            Asked.Add((prompt, options));
            call = Asked.Count(asked => asked.Prompt.Question == prompt.Question);
        }

        string text = answer(prompt, call);
        return Task.FromResult<IReadOnlyList<Completion>>([new Completion(text, TokensOf(text), CompletionEnd.Stop, 100, 10)]);
    }

    public Task<IReadOnlyList<double>?> ScoreAsync(
        GenerationPrompt prompt, string given, IReadOnlyList<string> continuations, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<double>?>(
            given == DirectVerdict.Cue && continuations.SequenceEqual(Form.VerdictTexts) ? Scores : null);

    public void Dispose()
    {
    }

    private CompletionToken[] TokensOf(string text)
    {
        int at = text.LastIndexOf(' ') + 1;
        return LogProbabilities is not { } told ? [] :
        [
            new CompletionToken(1, text[..at], 0, -1, []),
            new CompletionToken(2, text[at..], at, told[0], [.. Form.VerdictTexts.Zip(told, (word, p) => new TokenAlternative(word, p))]),
        ];
    }
}
