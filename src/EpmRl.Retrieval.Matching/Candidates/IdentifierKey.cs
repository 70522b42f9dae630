namespace EpmRl.Retrieval.Matching;

/// <summary>An identifier that a listing states.</summary>
/// <param name="Source"><see cref="CandidateSources.Gtin"/> or <see cref="CandidateSources.Model"/>.</param>
/// <param name="Text">The identifier: fourteen digits; or letters and digits in upper case.</param>
internal readonly record struct IdentifierKey(CandidateSources Source, string Text);
