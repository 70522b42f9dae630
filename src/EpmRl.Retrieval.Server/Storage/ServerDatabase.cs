using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Storage;

/// <summary>
/// The database of the service: keys, audit log, jobs, reviews. Each room maps its own tables by an <see
/// cref="IEntityTypeConfiguration{TEntity}"/> and brings its own migrations; SQLite and PostgreSQL share them.
/// </summary>
internal sealed class ServerDatabase(DbContextOptions<ServerDatabase> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ServerDatabase).Assembly);
}
