using System.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>What a generator is asked: instructions, worked examples, and the question.</summary>
/// <param name="Instructions">The task and the form of the answer.</param>
/// <param name="Examples">Questions with their answers.</param>
/// <param name="Question">The question.</param>
internal sealed record GenerationPrompt(string Instructions, IReadOnlyList<PromptExample> Examples, string Question)
{
    // Without it a model that continues texts writes further questions.
    private const string Cue = "\nanswer:\n";

    /// <summary>The prompt as one text for a model that continues texts; its answer ends at an empty line.</summary>
    public string ToText()
    {
        var text = new StringBuilder(Instructions).Append("\n\n");
        foreach (PromptExample example in Examples)
        {
            text.Append(example.Question).Append(Cue).Append(example.Answer).Append("\n\n");
        }

        return text.Append(Question).Append(Cue).ToString();
    }
}
