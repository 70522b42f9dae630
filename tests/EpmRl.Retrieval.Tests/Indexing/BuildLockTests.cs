using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class BuildLockTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly Clock clock = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_lock_that_is_held_is_refused_naming_its_owner_and_free_again_after_it()
    {
        using (Take())
        {
            clock.Now += TimeSpan.FromSeconds(7);
            string message = Assert.Throws<InUseException>(Take).Message;
            Assert.Contains($"is being written by process {Environment.ProcessId} on {Environment.MachineName} since 2026-01-02 03:04:05Z, "
                + $"last seen 7 s ago", message);
            Assert.Contains("Wait until it is done, or stop it.", message);
        }

        Take().Dispose();
    }

    [Fact]
    public void What_a_killed_process_of_this_machine_left_is_no_obstacle()
    {
        WriteOwner(Environment.MachineName, secondsAgo: 1);

        using BuildLock held = Take();

        Assert.Null(held.Expelled);
    }

    [Fact]
    public void A_sign_of_life_from_another_machine_keeps_the_index_until_it_expires()
    {
        WriteOwner("elsewhere", secondsAgo: 20);

        string message = Assert.Throws<InUseException>(Take).Message;
        Assert.Contains("process 77 on elsewhere", message);
        Assert.Contains("If that machine is gone, its claim ends in 40 s.", message);

        clock.Now += TimeSpan.FromSeconds(41);
        using BuildLock held = Take();
        Assert.Equal("elsewhere", held.Expelled!.Host);
    }

    [Fact]
    public void An_owner_that_gives_no_sign_of_life_loses_the_index_and_notices_before_it_publishes()
    {
        using BuildLock hanging = Take();
        hanging.ThrowIfLost();
        clock.Now += TimeSpan.FromSeconds(61);

        using BuildLock next = Take();

        Assert.Equal(Environment.ProcessId, next.Expelled!.Process);
        next.ThrowIfLost();
        string message = Assert.Throws<IOException>(hanging.ThrowIfLost).Message;
        Assert.Contains("was taken over by process", message);
        Assert.Contains("Nothing was published.", message);
        hanging.Dispose();
        next.ThrowIfLost(); // the loser's end does not touch the winner's claim
        Assert.Throws<InUseException>(Take);
    }

    [Fact]
    public void An_owner_that_works_renews_its_claim()
    {
        using BuildLock held = Take();
        clock.Now += TimeSpan.FromSeconds(50);
        held.Report(3, 9);
        clock.Beat!();
        clock.Now += TimeSpan.FromSeconds(50);

        Assert.Equal((3, 9), (LockOwner.Read(scratch.Path)!.Done, LockOwner.Read(scratch.Path)!.Total));
        Assert.Contains("last seen 50 s ago", Assert.Throws<InUseException>(Take).Message);
    }

    [Fact]
    public void A_damaged_owner_file_is_no_owner()
    {
        File.WriteAllText(scratch[".lock-owner"], "{ half");
        Take().Dispose();
        Assert.False(File.Exists(scratch[".lock-owner"]));
    }

    private BuildLock Take() => BuildLock.Take(scratch.Path, clock, FileSystem.Real);

    private void WriteOwner(string host, int secondsAgo)
    {
        DateTimeOffset seen = clock.Now - TimeSpan.FromSeconds(secondsAgo);
        File.WriteAllText(scratch[".lock-owner"], new LockOwner("other", 77, host, seen, seen, 0, 0).ToJson());
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public Action? Beat { get; private set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Beat ??= () => callback(state);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
