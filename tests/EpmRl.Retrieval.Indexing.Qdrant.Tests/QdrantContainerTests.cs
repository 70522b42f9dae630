using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantContainerTests
{
    [Fact]
    public void The_tests_pin_the_image_of_the_compose_file()
    {
        string compose = TestPaths.InProject("docker-compose.yml");
        Assert.SkipUnless(File.Exists(compose), "The source tree is absent.");

        Assert.Contains($"image: {QdrantContainer.Image}\n", File.ReadAllText(compose));
    }
}
