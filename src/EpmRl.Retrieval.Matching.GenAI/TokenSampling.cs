using System.Text;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace EpmRl.Retrieval.Matching.GenAI;

/// <summary>Draws answers token by token and keeps the log-probability of each.</summary>
internal sealed class TokenSampling
{
    private readonly Generator generator;
    private readonly Tokenizer tokenizer;
    private readonly SamplingOptions options;
    private readonly (string Text, int Token)[] watched;

    /// <summary>Takes a generator that a prompt is appended to.</summary>
    public TokenSampling(Generator generator, Tokenizer tokenizer, SamplingOptions options)
    {
        (this.generator, this.tokenizer, this.options) = (generator, tokenizer, options);
        watched = [.. options.Watched.Select(text => (text, FirstToken(text)))];
    }

    /// <summary>Draws an answer.</summary>
    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="cancellationToken">Checked before every token.</param>
    public Completion Next(int promptTokens, CancellationToken cancellationToken)
    {
        using TokenizerStream stream = tokenizer.CreateStream();
        var text = new StringBuilder();
        var tokens = new List<CompletionToken>();
        while (!generator.IsDone() && tokens.Count < options.MaxTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            generator.GenerateNextToken();
            int token = generator.GetNextTokens()[0];
            string piece = generator.IsDone() && IsEnd(token) ? "" : stream.Decode(token);
            tokens.Add(TokenOf(token, piece, text.Length));
            text.Append(piece);
            if (StopIn(text, piece.Length) is { } stop)
            {
                return new Completion(text.ToString(0, stop), tokens, CompletionEnd.Stop, promptTokens, tokens.Count);
            }
        }

        CompletionEnd end = tokens.Count > 0 && IsEnd(tokens[^1].Id!.Value) ? CompletionEnd.Stop : CompletionEnd.Length;
        return new Completion(text.ToString(), tokens, end, promptTokens, tokens.Count);
    }

    private bool IsEnd(int token) => tokenizer.GetEosTokenIds().Contains(token);

    private CompletionToken TokenOf(int token, string piece, int start)
    {
        using Tensor logits = generator.GetOutput("logits");
        ReadOnlySpan<float> rows = logits.GetData<float>(); // [1, tokens read, vocabulary]; the last row is where this token came from
        ReadOnlySpan<float> row = rows[^(int)logits.Shape()[^1]..];
        double normaliser = LogProbabilities.Normaliser(row);
        var alternatives = new TokenAlternative[watched.Length];
        for (int i = 0; i < watched.Length; i++)
        {
            alternatives[i] = new TokenAlternative(watched[i].Text, row[watched[i].Token] - normaliser);
        }

        return new CompletionToken(token, piece, start, row[token] - normaliser, alternatives);
    }

    // A stop may begin in an earlier token.
    private int? StopIn(StringBuilder text, int added)
    {
        foreach (string stop in options.Stops)
        {
            int from = Math.Max(0, text.Length - added - stop.Length + 1);
            int found = text.ToString(from, text.Length - from).IndexOf(stop, StringComparison.Ordinal);
            if (found >= 0)
            {
                return from + found;
            }
        }

        return null;
    }

    private int FirstToken(string text)
    {
        using Sequences encoded = tokenizer.Encode(text);
        return encoded[0][0];
    }
}
