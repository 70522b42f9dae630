namespace EpmRl.Retrieval.Catalog;

/// <summary>The field of a <see cref="ProductProfile"/> that a piece of evidence points into.</summary>
public enum ProfileField
{
    /// <summary><see cref="ProductProfile.Title"/>.</summary>
    Title,

    /// <summary><see cref="ProductProfile.Description"/>.</summary>
    Description,

    /// <summary><see cref="ProductProfile.OptionText"/>.</summary>
    Options,

    /// <summary>
    /// A column of the row beyond these (<see cref="ProductProfile.Extra"/>, <see cref="ProductProfile.Shared"/>), by its name.
    /// </summary>
    Column,
}
