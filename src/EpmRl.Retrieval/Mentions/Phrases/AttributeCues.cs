using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Interprets the cues of a text for one attribute. Prepared once per attribute, safe for concurrent callers.</summary>
internal sealed class AttributeCues
{
    private const CueKind Announcing = CueKind.Elsewhere | CueKind.For | CueKind.Suiting;
    private readonly HashSet<string> roles;
    private readonly CueTable cues;

    /// <summary>Prepares an attribute.</summary>
    public AttributeCues(AttributeDefinition attribute, CueTable cues, IReadOnlyList<ValuePack> packs)
    {
        Attribute = attribute;
        this.cues = cues;
        roles = [.. attribute.RoleWords.Select(word => PhraseWords.Key(word))];
        IsOfLooks = roles.Any(role => (cues.KindsOf(role) & (CueKind.Imitating | CueKind.Imitated)) != 0);
        TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        if (!Attribute.IsCode)
        {
            Negatives = new NegativeValues(attribute, active, cues);
        }

        if (IsNamed && HasCommonWords)
        {
            Wordings = Mentions.Wordings.Of(attribute, active, packs);
        }
    }

    /// <summary>The attribute.</summary>
    public AttributeDefinition Attribute { get; }

    /// <summary>Its negative values; null for codes.</summary>
    public NegativeValues? Negatives { get; }

    /// <summary>Wordings of values as first parts of compounds, for attributes with value packs; null for others.</summary>
    public PhraseTable? Wordings { get; }

    /// <summary>Whether its values are named values.</summary>
    public bool IsNamed => Attribute.IsNamed;

    /// <summary>Whether the attribute is about appearance, such as colour or finish: imitation copper has the colour of copper.</summary>
    public bool IsOfLooks { get; }

    /// <summary>Whether synonyms of value packs, which are common words, mean its values.</summary>
    public bool HasCommonWords => Attribute.Packs.Count > 0;

    /// <summary>Whether a role word is a preposition such as "for", which announces only what follows it.</summary>
    public bool IsPreposition(string role) => (cues.KindsOf(role) & Announcing) != 0;

    /// <summary>
    /// Whether a cue is a role word of the attribute, or ends with one: "suitable for" announces an attribute with the role word "for".
    /// </summary>
    public bool IsRole(FieldCues field, Cue cue)
    {
        for (int first = cue.First; first < cue.End && roles.Count > 0; first++)
        {
            string key = PhraseWords.Key(field.Words, first, cue.End - first);
            if (roles.Contains(key) && (first == cue.First || (cues.KindsOf(key) & Announcing) != 0))
            {
                return true;
            }
        }

        return IsRoleUpTo(field, cue);
    }

    // "fits up to" announces an attribute with the role word "fits".
    private bool IsRoleUpTo(FieldCues field, Cue cue)
    {
        for (int end = cue.End - 1; end > cue.First; end--)
        {
            if (roles.Contains(PhraseWords.Key(field.Words, cue.First, end - cue.First))
                && cues.KindsOf(PhraseWords.Key(field.Words, end, cue.End - end)).HasFlag(CueKind.Filler))
            {
                return true;
            }
        }

        return false;
    }
}
