namespace EpmRl.Retrieval.Matching;

/// <summary>A listing that competes for a partner; or the pair itself.</summary>
/// <param name="Probability">Probability of the first model that it matches the listing.</param>
/// <param name="Likeness">How alike it is to the listing.</param>
/// <param name="ToPartner">How alike it is to the listing's partner in the pair.</param>
internal readonly record struct Rival(float Probability, float Likeness, float ToPartner);
