using YamlDotNet.Core.Events;
using YamlDotNet.Core;

namespace EpmRl.Retrieval.Files;

/// <summary>A node of a YAML text with its characters, for edits that leave everything else unchanged.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
internal abstract record YamlSpan(int Start, int End)
{
    /// <summary>Reads a text that <see cref="YamlFile"/> has read without an error.</summary>
    public static YamlSpan Of(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        return Read(parser);
    }

    private static YamlSpan Read(Parser parser)
    {
        switch (parser.Consume<ParsingEvent>())
        {
            case Scalar scalar:
                return new YamlScalarSpan((int)scalar.Start.Index, (int)scalar.End.Index, scalar.Value);
            case SequenceStart list:
                var items = new List<YamlSpan>();
                while (!parser.Accept<SequenceEnd>(out _))
                {
                    items.Add(Read(parser));
                }

                SequenceEnd listEnd = parser.Consume<SequenceEnd>();
                bool flowList = list.Style == SequenceStyle.Flow;
                return new YamlListSpan((int)list.Start.Index, flowList ? (int)listEnd.End.Index : items[^1].End, flowList, items);
            case MappingStart map:
                var entries = new List<(YamlScalarSpan, YamlSpan)>();
                while (!parser.Accept<MappingEnd>(out _))
                {
                    entries.Add(((YamlScalarSpan)Read(parser), Read(parser)));
                }

                MappingEnd mapEnd = parser.Consume<MappingEnd>();
                bool flowMap = map.Style == MappingStyle.Flow;
                return new YamlMapSpan((int)map.Start.Index, flowMap ? (int)mapEnd.End.Index : entries[^1].Item2.End, flowMap, entries);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}

/// <summary>A scalar.</summary>
internal sealed record YamlScalarSpan(int Start, int End, string Text) : YamlSpan(Start, End);

/// <summary>A list; <c>[a, b]</c> when it is in flow style.</summary>
internal sealed record YamlListSpan(int Start, int End, bool Flow, IReadOnlyList<YamlSpan> Items) : YamlSpan(Start, End);

/// <summary>A map; <c>{a: 1}</c> when it is in flow style.</summary>
internal sealed record YamlMapSpan(
    int Start, int End, bool Flow, IReadOnlyList<(YamlScalarSpan Key, YamlSpan Value)> Entries) : YamlSpan(Start, End)
{
    /// <summary>The value of a key; null without one.</summary>
    public YamlSpan? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;
}
