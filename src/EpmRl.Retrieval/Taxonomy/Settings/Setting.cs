using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Where a setting is written even at its default.</summary>
internal enum Written
{
    /// <summary>Nowhere.</summary>
    WhenSet,

    /// <summary>In exports.</summary>
    InExports,

    /// <summary>In files and exports.</summary>
    Always,
}

/// <summary>One setting of an attribute: a row of <see cref="AttributeSettings"/>.</summary>
/// <param name="Number">Its position in snapshots and versions, which never changes.</param>
/// <param name="Key">The key in files.</param>
/// <param name="Meaning">Its meaning, for the reference.</param>
internal abstract record Setting(int Number, string Key, string Meaning)
{
    public SettingGroup Group { get; init; } = SettingGroup.General;

    /// <summary>The behaviour without it, for the reference; null for the default itself.</summary>
    public string? Unset { get; init; }

    /// <summary>Where it is written even at its default.</summary>
    public Written Written { get; init; }

    /// <summary>Whether versions contain it by name, and only where it is set, as for every setting younger than the versions.</summary>
    public bool Named { get; init; }

    /// <summary>The default in files; null when it is nothing, or empty.</summary>
    public abstract YamlNode? Default { get; }

    /// <summary>Whether an attribute differs from the default.</summary>
    public abstract bool IsSet(AttributeDefinition attribute);

    /// <summary>An attribute's setting in file form.</summary>
    public abstract YamlNode NodeOf(AttributeDefinition attribute);

    /// <summary>The attribute with the setting from a file; unchanged where that is invalid, which is logged.</summary>
    public abstract AttributeDefinition Read(AttributeDefinition attribute, SettingSource from);

    /// <summary>The attribute with the default.</summary>
    public abstract AttributeDefinition Reset(AttributeDefinition attribute);

    public abstract void Write(ISettingWriter to, AttributeDefinition attribute);

    /// <summary>The attribute with the setting stored by <see cref="Write"/>.</summary>
    public abstract AttributeDefinition Load(AttributeDefinition attribute, ref SnapshotReader from);

    /// <summary>Writes a setting that differs from its default, with its name.</summary>
    public abstract void WriteNamed(ISettingWriter to, AttributeDefinition attribute);
}

/// <summary>A setting with values of a type.</summary>
internal sealed record Setting<T>(
    int Number, string Key, SettingType<T> Type,
    Func<AttributeDefinition, T> Get, Func<AttributeDefinition, T, AttributeDefinition> Set, string Meaning)
    : Setting(Number, Key, Meaning)
{
    private readonly T unset = Get(new AttributeDefinition { Id = "", Name = "" });

    public override YamlNode? Default => Type.IsNothing(unset) ? null : Type.NodeOf(unset);

    public override bool IsSet(AttributeDefinition attribute) => !Type.IsDefault(Get(attribute), unset);

    public override YamlNode NodeOf(AttributeDefinition attribute) => Type.NodeOf(Get(attribute));

    public override AttributeDefinition Read(AttributeDefinition attribute, SettingSource from) =>
        Type.TryRead(from, out T value) ? Set(attribute, value) : attribute;

    public override AttributeDefinition Reset(AttributeDefinition attribute) => IsSet(attribute) ? Set(attribute, unset) : attribute;

    public override void Write(ISettingWriter to, AttributeDefinition attribute) => Type.Write(to, Get(attribute));

    // Defaults cost no copy: a damaged file must not need much more memory than its length.
    public override AttributeDefinition Load(AttributeDefinition attribute, ref SnapshotReader from)
    {
        T value = Type.Load(ref from);
        return Type.IsDefault(value, unset) ? attribute : Set(attribute, value);
    }

    public override void WriteNamed(ISettingWriter to, AttributeDefinition attribute)
    {
        to.Text(Key);
        if (!Type.IsFlag)
        {
            Write(to, attribute);
        }
    }
}
