using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Formulates the reason why a value was chosen.</summary>
internal static class Reasons
{
    /// <summary>Why a mentioned value does not describe the product.</summary>
    public static string OfDenied(Candidate candidate) => candidate.Mentions[0].Cues.Context switch
    {
        MentionContext.Negated => $"the listing says that it lacks '{candidate.Label}'",
        MentionContext.Imitation => $"'{candidate.Label}' is only imitated",
        MentionContext.Elsewhere => $"'{candidate.Label}' belongs to a part or to something else",
        _ => $"'{candidate.Label}' is written in another sense",
    };

    /// <summary>Why a mentioned value was chosen.</summary>
    public static string Of(Candidate candidate, AttributeDefinition attribute)
    {
        if (candidate.IsOffered)
        {
            return "several are offered";
        }

        if (candidate.IsContradicted)
        {
            return "the listing says both that it has this and that it lacks it";
        }

        if (candidate.IsAmbiguous)
        {
            return "the number has another reading";
        }

        MentionCues cues = candidate.Mentions[0].Cues;
        string read = cues.Form switch
        {
            FormCue.Exact => "read as listed",
            FormCue.Folded => attribute.IsQuantity ? "read and converted" : "read in another spelling",
            FormCue.Joined => "read from parts",
            FormCue.Synonym => "read as a synonym",
            _ => "read; stands in no list",
        };
        string role = cues.Role switch
        {
            RoleCue.Own => $", marked by '{cues.RoleWord}'",
            RoleCue.Near => $", near '{cues.RoleWord}'",
            _ when cues.ChainLength > 1 => $", number {cues.ChainPlace} of {cues.ChainLength}",
            _ => "",
        };
        string code = cues.Code switch
        {
            CodeCue.WrongCheckDigit => "; its check digit is wrong",
            CodeCue.Restricted => "; of a range that shops number by themselves",
            CodeCue.Foreign => "; under a label of its own",
            CodeCue.InRow => "; one of several in a row",
            _ => "",
        };
        return read + role + code;
    }
}
