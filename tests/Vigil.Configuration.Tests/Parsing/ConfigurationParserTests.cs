using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Tests.Parsing;

public class ConfigurationParserTests
{
    [Fact]
    public void Plain_scalars_are_what_yaml_1_2_says_and_quoted_ones_are_text() =>
        ConfigurationParser.Parse("lr: 1e-4\nbetas: [0.5, 0.999]\nname: \"7\"\nsteps: 10\nema: true\nnone: ~\nqtype: qfloat8\n", isJson: false).Root!.ToJsonString()
            .ShouldBe("""{"lr":0.0001,"betas":[0.5,0.999],"name":"7","steps":10,"ema":true,"none":null,"qtype":"qfloat8"}""");

    [Theory]
    [InlineData("a: [1, 2", false)]
    [InlineData("a: 1\na: 2\n", false)]
    [InlineData("{\"a\": 1, \"a\": 2}", true)]
    [InlineData("{\"a\": ", true)]
    [InlineData("a: &a [*a]\n", false)]
    public void Says_what_is_wrong_with_a_file(string text, bool isJson)
    {
        (JsonNode? root, string? error) = ConfigurationParser.Parse(text, isJson);

        root.ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_few_anchors_cannot_fill_memory()
    {
        string bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1]\n" + string.Concat(
            Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));

        ConfigurationParser.Parse(bomb, isJson: false).Error!.ShouldContain("More than 100000 values");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" \n", false)]
    public void An_empty_file_is_no_fault(string text, bool isJson) => ConfigurationParser.Parse(text, isJson).ShouldBe((null, null));
}
