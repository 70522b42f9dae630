namespace EpmRl.Retrieval.Training.Composition;

/// <summary>A value chosen for a listing.</summary>
/// <param name="Key">What it is, however it is worded: two values with the same key are one.</param>
/// <param name="Text">Its words.</param>
internal readonly record struct DrawnValue(string Key, string Text);
