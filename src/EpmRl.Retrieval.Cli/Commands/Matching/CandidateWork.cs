using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Encodes listings and searches their candidates, with progress.</summary>
internal static class CandidateWork
{
    /// <summary>Runs the search.</summary>
    /// <param name="left">The first list.</param>
    /// <param name="right">The second; null for pairs of the first.</param>
    /// <param name="options">How much is searched and kept.</param>
    /// <param name="encoder">The encoder; null to search without vectors.</param>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="shown">Whether it is.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The result, and the time that encoding took.</returns>
    public static Task<(CandidateSearch Search, TimeSpan Encoding)> RunAsync(ListingTable left, ListingTable? right,
        CandidateOptions options, ITextEncoder? encoder, Terminal terminal, bool shown, CancellationToken cancellationToken)
    {
        int total = left.Listings.Count + (right?.Listings.Count ?? 0);
        return WorkProgress.RunAsync(terminal, encoder is null ? "listings" : "titles encoded", total, async progress =>
        {
            long started = TimeProvider.System.GetTimestamp();
            ItemVectors? lefts = null, rights = null;
            if (encoder is not null)
            {
                int encoded = 0;
                lefts = await ItemVectors.EncodeAsync(encoder, left.Listings, More, cancellationToken);
                rights = right is null ? null : await ItemVectors.EncodeAsync(encoder, right.Listings, More, cancellationToken);
                void More(int count) => progress.Report(encoded += count);
            }

            TimeSpan encoding = TimeProvider.System.GetElapsedTime(started);
            var turn = new Lock();
            string step = "";
            int done = 0;
            CandidateSearch search = CandidateFinder.Find(
                left.Listings, right?.Listings, options, lefts, rights, Report, cancellationToken);
            return (search, encoding);

            void Report(CandidateProgress made)
            {
                lock (turn)
                {
                    if (made.Step != step)
                    {
                        (step, done) = (made.Step, 0);
                        progress.Begin($"listings searched by {step}");
                    }

                    done += made.Done;
                    progress.Report(done, (double)done / made.Total);
                }
            }
        }, shown);
    }
}
