using Vigil.Core.Secrets;

namespace Vigil.Core.Tests.Secrets;

public class RedactionTests
{
    [Theory]
    [InlineData("HF_TOKEN")]
    [InlineData("token")]
    [InlineData("--api-key")]
    [InlineData("apiKey")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("db.password")]
    [InlineData("SLACK_WEBHOOK")]
    public void Knows_secret_names(string name) => Redaction.IsSecretName(name).ShouldBeTrue();

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("pad_token")]
    [InlineData("tokenizer")]
    [InlineData("key")]
    [InlineData("TOKENIZERS_PARALLELISM")]
    [InlineData("learning_rate")]
    public void Leaves_ordinary_names_alone(string name) => Redaction.IsSecretName(name).ShouldBeFalse();

    [Fact]
    public void Masks_arguments_in_both_forms() =>
        Redaction.MaskArguments(["train.py", "--token", "abc", "--api-key=xyz", "--lr", "0.1", "wandb.api_key=1", "https://me:pw@host/x"])
            .ShouldBe(["train.py", "--token", "***", "--api-key=***", "--lr", "0.1", "wandb.api_key=***", "https://***@host/x"]);

    [Fact]
    public void Masks_values_in_configuration_text() =>
        Redaction.MaskText("lr: 0.1\nhf_token: \"abc def\"\nmodel: {api_key: xyz, size: 3}\n\"password\": 'p', \"x\": 1\n")
            .ShouldBe("lr: 0.1\nhf_token: ***\nmodel: {api_key: ***, size: 3}\n\"password\": ***, \"x\": 1\n");

    [Fact]
    public void Masks_a_command_line_in_one_text() =>
        Redaction.MaskCommandLine("python  train.py --token 'a b' --lr 0.1 API_KEY=\"c d\" it's")
            .ShouldBe("python train.py --token *** --lr 0.1 API_KEY=*** it's");

    [Theory]
    [InlineData("https://me:pw@host/x?size=3", "https://***@host/x?size=3")]
    [InlineData("GET /models?access_token=abc&size=3#top", "GET /models?access_token=***&size=3#top")]
    [InlineData("api_key=abc&max_tokens=3", "api_key=***&max_tokens=3")]
    [InlineData("http://host/a:b@c", "http://host/a:b@c")]
    public void Masks_what_addresses_carry(string text, string masked) => Redaction.MaskUrls(text).ShouldBe(masked);

    [Theory]
    [InlineData("a")]
    [InlineData("a@")]
    [InlineData("a://")]
    [InlineData("?a=&")]
    [InlineData("\"a'= ")]
    public void Reads_a_megabyte_of_anything(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + "@=";

        Should.NotThrow(() => (Redaction.MaskUrls(text), Redaction.MaskCommandLine(text), Redaction.IsSecretName(text)));
    }
}
