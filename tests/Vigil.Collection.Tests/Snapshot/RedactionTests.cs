using Vigil.Collection.Snapshot;

namespace Vigil.Collection.Tests.Snapshot;

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
    public void Environment_keeps_only_what_is_allowed() =>
        EnvironmentAllowList.Select(
        [
            new("CUDA_VISIBLE_DEVICES", "0,1"), new("HF_TOKEN", "abc"), new("HOME", "/h"), new("OMP_NUM_THREADS", "4"), new("HF_ENDPOINT", "https://a:b@hub"),
        ]).ToJsonString().ShouldBe("""{"CUDA_VISIBLE_DEVICES":"0,1","HF_ENDPOINT":"https://***@hub","OMP_NUM_THREADS":"4"}""");
}
