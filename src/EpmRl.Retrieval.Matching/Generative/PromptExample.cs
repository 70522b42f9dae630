namespace EpmRl.Retrieval.Matching;

/// <summary>A worked example of a prompt.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">Its answer, in the form that is asked for.</param>
internal sealed record PromptExample(string Question, string Answer);
