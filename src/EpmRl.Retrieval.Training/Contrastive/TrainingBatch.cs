namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The content of one step: listings of one category, the prompts they share, and the right prompts of each.</summary>
/// <param name="Items">[L]: positions of the listings.</param>
/// <param name="Texts">[L]: the view of each listing.</param>
/// <param name="Prompts">[P]: the candidates, grouped by attribute, each group's null value first.</param>
/// <param name="Pairs">[N]: the labelled attributes of the listings.</param>
/// <param name="Words">[W]: words whose place among the prompts should not change; empty to remember nothing.</param>
internal sealed record TrainingBatch(
    IReadOnlyList<int> Items, IReadOnlyList<string> Texts, IReadOnlyList<BatchPrompt> Prompts, IReadOnlyList<BatchPair> Pairs,
    IReadOnlyList<string> Words);

/// <summary>A candidate of a step.</summary>
/// <param name="Group">The group of its attribute.</param>
/// <param name="Value">The value, or <see cref="PromptGroup.NullValue"/>.</param>
/// <param name="Text">The wording used for it in this step.</param>
internal sealed record BatchPrompt(int Group, int Value, string Text);

/// <summary>A labelled attribute of a listing of a step.</summary>
/// <param name="Row">The listing's row among the step's.</param>
/// <param name="Label">The attribute and its right values.</param>
internal sealed record BatchPair(int Row, ItemLabel Label)
{
    /// <summary>Whether a prompt is one of the pair's candidates.</summary>
    public bool Allows(BatchPrompt prompt) => prompt.Group == Label.Group;

    /// <summary>Whether a prompt is right for the pair.</summary>
    public bool IsRight(BatchPrompt prompt) => Allows(prompt) && Label.IsRight(prompt.Value);
}
