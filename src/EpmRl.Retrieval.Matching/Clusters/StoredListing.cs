namespace EpmRl.Retrieval.Matching;

/// <summary>A listing of a <see cref="ClusterState"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hash">Hash of its content.</param>
/// <param name="Cluster">Its cluster's id.</param>
/// <param name="Since">The run that saw it first.</param>
internal sealed record StoredListing(string Id, string Hash, string Cluster, int Since);
