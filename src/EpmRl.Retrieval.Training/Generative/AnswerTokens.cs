using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Prompts and answers as tokens, and where an answer's verdict is.</summary>
internal sealed class AnswerTokens
{
    private readonly IGeneratorTokenizer tokenizer;

    /// <summary>Takes a tokenizer.</summary>
    /// <exception cref="InvalidRequestException">A verdict is not one token in its vocabulary.</exception>
    public AnswerTokens(IGeneratorTokenizer tokenizer, AnswerForm form)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(form);
        (this.tokenizer, Form) = (tokenizer, form);
        VerdictCue = tokenizer.Encode(DirectVerdict.Cue);
        Verdicts = [.. form.VerdictTexts.Select(text => VerdictOf(text, VerdictCue))];
        if (Verdicts.Distinct().Count() < Verdicts.Count)
        {
            throw new InvalidRequestException("Two verdicts have one token in the model's vocabulary. Take another model.");
        }
    }

    /// <summary>The form of answers.</summary>
    public AnswerForm Form { get; }

    /// <summary>The token of each verdict, in the order of <see cref="AnswerWords.Verdicts"/>.</summary>
    public IReadOnlyList<int> Verdicts { get; }

    /// <summary>The tokens before a verdict's.</summary>
    public int[] VerdictCue { get; }

    /// <summary>The tokens, one at least, that end an answer.</summary>
    public IReadOnlyList<int> Ends => tokenizer.EndTokens;

    /// <summary>A prompt, the token of the beginning included.</summary>
    public int[] PromptOf(GenerationPrompt prompt) => PromptOf(prompt.ToText());

    /// <summary>A prompt's text, the token of the beginning included.</summary>
    public int[] PromptOf(string text) =>
        tokenizer.BeginToken is { } begin ? [begin, .. tokenizer.Encode(text)] : tokenizer.Encode(text);

    /// <summary>A complete answer, the token that ends it included.</summary>
    public int[] AnswerOf(string text) => [.. tokenizer.Encode(text), tokenizer.EndTokens[0]];

    /// <summary>The text of an answer without what ended it.</summary>
    public string TextOf(ReadOnlySpan<int> answer)
    {
        while (!answer.IsEmpty && tokenizer.EndTokens.Contains(answer[^1]))
        {
            answer = answer[..^1];
        }

        return tokenizer.Decode(answer);
    }

    /// <summary>The place of the verdict's token: the last of an answer that ends with one; −1 for none.</summary>
    public int VerdictPlace(ReadOnlySpan<int> answer)
    {
        int last = answer.Length - 1;
        while (last >= 0 && tokenizer.EndTokens.Contains(answer[last]))
        {
            last--;
        }

        return last >= 0 && Verdicts.Contains(answer[last]) ? last : -1;
    }

    private int VerdictOf(string text, int[] before)
    {
        int[] tokens = tokenizer.Encode(DirectVerdict.Cue + text);
        return tokens.Length == before.Length + 1 && tokens.AsSpan(..^1).SequenceEqual(before)
            ? tokens[^1]
            : throw new InvalidRequestException(
                $"The verdict '{text.Trim()}' is not one token in the model's vocabulary, so its probability cannot be read. "
                    + "Take another model.");
    }
}
