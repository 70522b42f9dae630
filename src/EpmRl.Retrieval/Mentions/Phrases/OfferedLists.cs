using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Marks lists of values to choose from: "S, M, L", "red or blue", "available in red and blue".</summary>
internal static class OfferedLists
{
    private const int FromBare = 3; // minimum number of adjacent values without marks ("S M L") that are a list

    /// <summary>Marks the mentions of an attribute in a field that are members of such lists.</summary>
    public static void Mark(CuedPlaces places, AttributeDefinition attribute, List<Mention> mentions)
    {
        if (attribute.MaxValues == int.MaxValue || mentions.Count < 2)
        {
            return;
        }

        var members = new List<(int Index, int First, int End)>();
        for (int i = 0; i < mentions.Count; i++)
        {
            if (mentions[i].Field == places.Field.Field && mentions[i].Cues is { Context: MentionContext.Plain, Form: not FormCue.Plain }
                && places.WordsOf(mentions[i]) is var (first, end) && end > first)
            {
                members.Add((i, first, end));
            }
        }

        members.Sort(static (left, right) => left.First != right.First ? left.First.CompareTo(right.First) : left.End.CompareTo(right.End));
        for (int from = 0; from < members.Count;)
        {
            int to = from + 1;
            var joints = new Joints();
            while (to < members.Count && joints.Add(places.Cues, members[to - 1].End, members[to].First))
            {
                to++;
            }

            if (to > from + 1 && IsChoice(
                places.Cues, attribute,
                [.. members[from..to].Select(member => (mentions[member.Index], member.First, member.End))], joints))
            {
                foreach ((int index, _, _) in members[from..to])
                {
                    mentions[index] = mentions[index] with { Cues = mentions[index].Cues with { Context = MentionContext.Offered } };
                }
            }

            from = to;
        }
    }

    private static bool IsChoice(
        FieldCues field, AttributeDefinition attribute, (Mention Mention, int First, int End)[] list, Joints joints)
    {
        int values = list.Select(member => (member.Mention.ValueId, member.Mention.Label)).Distinct().Count();
        if (values < 2 || list.Any(member => member.Mention.Cues.ChainLength > 1 && member.Mention.Cues.ChainMarks is not null))
        {
            return false;
        }

        if (joints.Or || list.Any(member => field.Of(member.First).HasFlag(Governed.Offered)))
        {
            return true;
        }

        // Several values of an attribute that takes one are a choice. Of quantities two may be a pair of sizes.
        return attribute.MaxValues == 1 && (attribute.IsNamed
            ? joints.Marked || values >= FromBare
            : joints.Marked && values >= FromBare
                && list.All(member => member.Mention.Cues is { ChainLength: 1, Role: not RoleCue.Other } cues
                    && cues.Unit == list[0].Mention.Cues.Unit));
    }

    /// <summary>The joints between the members of a list.</summary>
    private sealed class Joints
    {
        /// <summary>Whether a joint is "or".</summary>
        public bool Or { get; private set; }

        /// <summary>Whether all are joined by commas, slashes or conjunctions.</summary>
        public bool Marked { get; private set; } = true;

        /// <summary>Adds a joint; false if the two are not neighbours in a list.</summary>
        public bool Add(FieldCues field, int end, int next)
        {
            if (next < end || field.GapBefore(next) is Gap.Stop or Gap.Bracket or Gap.Colon)
            {
                return false;
            }

            if (next == end)
            {
                Marked &= field.GapBefore(next) is not Gap.Blank;
                return true;
            }

            CueKind kinds = field.CueOf(end) is { } joint && joint.First == end && joint.End == next ? joint.Kinds : CueKind.None;
            Or |= kinds.HasFlag(CueKind.Or);
            return (kinds & (CueKind.Or | CueKind.And | CueKind.To)) != 0;
        }
    }
}
