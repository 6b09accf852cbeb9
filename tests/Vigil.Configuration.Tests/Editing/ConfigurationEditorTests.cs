using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Editing;

namespace Vigil.Configuration.Tests.Editing;

public class ConfigurationEditorTests
{
    private const string Yaml = """
        # the run
        job: extension   # kind
        config:
          name: "my # lora"

          process:
            - type: 'sd_trainer'
              train:
                batch_size: 4    # fits
                optimizer: 'adamw8bit'
                gradient_checkpointing: True
                # ema below
              datasets:
                - folder_path: "/data/a"
                  num_workers:   4 # each
                  resolution: [ 512, 768, 1024 ]
                  buckets:
                    - 512
                    # the middle
                    - 768
                    - 1024
              sample: {width: 512, seeds: [1, 2]}
              model:
        meta: {}

        """;

    [Theory]
    [InlineData("config.process[0].train.batch_size", "2", "batch_size: 4 ", "batch_size: 2 ")]
    [InlineData("config.process[0].datasets[0].num_workers", "0", "num_workers:   4 # each", "num_workers:   0 # each")]
    [InlineData("config.process[0].train.gradient_checkpointing", "false", "gradient_checkpointing: True", "gradient_checkpointing: False")]
    [InlineData("config.process[0].train.optimizer", "\"adamw\"", "optimizer: 'adamw8bit'", "optimizer: 'adamw'")]
    [InlineData("config.name", "\"a \\\"b\\\"\"", "name: \"my # lora\"", "name: \"a \\u0022b\\u0022\"")]
    [InlineData("config.process[0].sample.width", "256", "{width: 512,", "{width: 256,")]
    [InlineData("config.process[0].datasets[0].resolution", "[512, 640]", "[ 512, 768, 1024 ]", "[ 512, 640 ]")]
    [InlineData("config.process[0].datasets[0].buckets", "[512, 640]", "        - 768\n            - 1024\n", "        - 640\n")]
    [InlineData("config.process[0].train.lr", "0.00001", "gradient_checkpointing: True\n", "gradient_checkpointing: True\n        lr: 1.0e-05\n")]
    [InlineData("config.process[0].train.ema_config.use_ema", "false", "gradient_checkpointing: True\n", "gradient_checkpointing: True\n        ema_config:\n          use_ema: false\n")]
    [InlineData("config.process[0].train.mixed", "\"no\"", "gradient_checkpointing: True\n", "gradient_checkpointing: True\n        mixed: 'no'\n")]
    [InlineData("config.process[0].sample.height", "256", "seeds: [1, 2]}", "seeds: [1, 2], height: 256}")]
    [InlineData("config.process[0].model.quantize", "true", "      model:\n", "      model:\n        quantize: true\n")]
    [InlineData("config.process[0].low_vram", "true", "      model:\n", "      model:\n      low_vram: true\n")]
    [InlineData("meta.a", "1", "meta: {}", "meta: {a: 1}")]
    public void Yaml_changes_where_it_must_and_nowhere_else(string path, string value, string old, string changed)
    {
        Yaml.Split(old).Length.ShouldBe(2, "the place must be one");

        Edit("c.yaml", Yaml, path, value).ShouldBe(Yaml.Replace(old, changed, StringComparison.Ordinal));
        Edit("c.yaml", Yaml.ReplaceLineEndings("\r\n"), path, value).ShouldBe(Yaml.Replace(old, changed, StringComparison.Ordinal).ReplaceLineEndings("\r\n"));
    }

    [Theory]
    [InlineData("a: 1", "b", "2", "a: 1\nb: 2")]
    [InlineData("a: 1\nb:\n  - 1", "c.d", "2", "a: 1\nc:\n  d: 2\nb:\n  - 1")]
    [InlineData("a:\n    b:\n        - 1\n", "c", "2", "c: 2\na:\n    b:\n        - 1\n")]
    [InlineData("a:\n    b:\n        - 1\n", "a.c.d", "2", "a:\n    c:\n        d: 2\n    b:\n        - 1\n")]
    [InlineData("- x\n", "a", "2", null)]
    [InlineData("x:\n- a:\n    b: 1\n", "x[0].c", "2", "x:\n- c: 2\n  a:\n    b: 1\n")]
    [InlineData("base: &b {w: 4}\nt:\n  <<: *b\n  z: 1\n", "t.w", "2", "base: &b {w: 4}\nt:\n  <<: *b\n  z: 1\n  w: 2\n")]
    [InlineData("w: &w 4\nt: *w\n", "t", "2", "w: &w 4\nt: 2\n")]
    [InlineData("w: &w 4\nt: 1\n", "w", "2", "w: &w 2\nt: 1\n")]
    [InlineData("w: !!int 4\n", "w", "2", "w: !!int 2\n")]
    [InlineData("w:\nt: 1\n", "w", "2", "w: 2\nt: 1\n")]
    [InlineData("w: null # none\n", "w", "2", "w: 2 # none\n")]
    [InlineData("\"a.b\": 1\n", "[\"a.b\"]", "2", "\"a.b\": 2\n")]
    [InlineData("a: 1\n---\na: 5\n", "a", "2", "a: 2\n---\na: 5\n")]
    [InlineData("n: \"4\"\n", "n", "2", "n: \"2\"\n")]
    [InlineData("\uFEFFa: 1\n", "a", "2", "\uFEFFa: 2\n")]
    public void Yaml_in_many_forms(string text, string path, string value, string? expected)
    {
        if (expected is null)
        {
            Refusal("c.yml", text, path, value).ShouldNotBeEmpty();
        }
        else
        {
            Edit("c.yml", text, path, value).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("w: &w 4\nt: *w\n", "w", "shared")]
    [InlineData("d: &d\n  w: 4\nt: *d\n", "t.w", "shared")]
    [InlineData("w: |\n  4\n", "w", "several lines")]
    [InlineData("w: one\n  two\n", "w", "several lines")]
    [InlineData("w:\n  x: 1\n", "w", "is a section")]
    [InlineData("w:\n  - 1\n  - 2\n", "w", "list of several lines")]
    [InlineData("w:\n  - 1\n", "w[3].a", "does not lead")]
    [InlineData("w: 1\n", "x[0].a", "new item in a list")]
    [InlineData("w: 1\n", "w.a", "does not lead")]
    [InlineData("w: [1\n", "w", "cannot be read as YAML: Line")]
    [InlineData("", "w", "holds no settings")]
    [InlineData("w: 1\n", "w..a", "not a way")]
    public void Yaml_that_cannot_be_changed_alone_is_refused_with_the_reason(string text, string path, string reason) =>
        Refusal("c.yaml", text, path, "2").ShouldContain(reason);

    [Theory]
    [InlineData("{\"a\": 1, \"b\": 2}", "b", "3", "{\"a\": 1, \"b\": 3}")]
    [InlineData("{\"a\": 1}", "b", "3", "{\"a\": 1, \"b\": 3}")]
    [InlineData("{ }", "b.c", "true", "{\"b\": {\"c\": true} }")]
    [InlineData("{\n  // one\n  \"a\": 1, // it\n  \"b\": [1, 2] // last\n}\n", "c", "\"x\"", "{\n  // one\n  \"a\": 1, // it\n  \"b\": [1, 2], // last\n  \"c\": \"x\"\n}\n")]
    [InlineData("{\r\n\t\"a\": 1,\r\n}\r\n", "c", "null", "{\r\n\t\"a\": 1,\r\n\t\"c\": null\r\n}\r\n")]
    [InlineData("{\"a\": {\"b\": [{\"c\": \"4\"}]}, \"é\": \"ü\"}", "a.b[0].c", "0", "{\"a\": {\"b\": [{\"c\": \"0\"}]}, \"é\": \"ü\"}")]
    [InlineData("{\"a\": [1, 2, 3]}", "a", "[1]", "{\"a\": [1]}")]
    [InlineData("\uFEFF{\"a\": 1}", "a", "2", "\uFEFF{\"a\": 2}")]
    public void Json_changes_where_it_must_and_nowhere_else(string text, string path, string value, string expected) =>
        Edit("c.jsonc", text, path, value).ShouldBe(expected);

    [Theory]
    [InlineData("{\"a\": {}}", "a", "is a section")]
    [InlineData("{\"a\": 1}", "a.b", "does not lead")]
    [InlineData("{\"a\": [1]}", "a[1]", "does not lead")]
    [InlineData("{\"a\": ", "a", "cannot be read as JSON: Line 1")]
    [InlineData("[1]", "a", "holds no settings")]
    public void Json_that_cannot_be_changed_is_refused_with_the_reason(string text, string path, string reason) =>
        Refusal("c.json", text, path, "2").ShouldContain(reason);

    [Theory]
    [InlineData("c.toml")]
    [InlineData("c.ini")]
    [InlineData("config")]
    public void Files_of_other_kinds_are_refused(string name) => Refusal(name, "a = 1\n", "a", "2").ShouldContain("neither YAML nor JSON");

    [Fact]
    public void Several_changes_are_made_or_none()
    {
        SettingChange[] good = [Change("a", 2), Change("b", 3)];
        SettingChange[] bad = [Change("a", 2), Change("b.c", 3)];

        ConfigurationEditor.Edit("c.yaml", "a: 1\nb: 1\n", good).ShouldBe(new EditResult("a: 2\nb: 3\n", null));
        ConfigurationEditor.Edit("c.yaml", "a: 1\nb: 1\n", bad).Text.ShouldBeNull();

        static SettingChange Change(string path, JsonNode value) => new(new SettingPlace("/c.yaml", path), value);
    }

    private static EditResult Result(string name, string text, string path, string value) =>
        ConfigurationEditor.Edit(name, text, [new SettingChange(new SettingPlace("/job/" + name, path), JsonNode.Parse(value))]);

    private static string Edit(string name, string text, string path, string value)
    {
        EditResult result = Result(name, text, path, value);
        result.Refusal.ShouldBeNull();
        return result.Text!;
    }

    private static string Refusal(string name, string text, string path, string value)
    {
        EditResult result = Result(name, text, path, value);
        result.Text.ShouldBeNull();
        return result.Refusal!;
    }
}
