using Vigil.Cli.Settings;

namespace Vigil.Cli.Tests.Settings;

public class DatabasePathTests
{
    [Fact]
    public void A_named_database_is_made_absolute() =>
        DatabasePath.Of(new VigilSettings { Database = "runs.db" }).ShouldBe(Path.GetFullPath("runs.db"));

    [Fact]
    public void The_default_stands_in_the_data_folder_of_the_user()
    {
        string path = DatabasePath.Of(new VigilSettings());

        Path.IsPathRooted(path).ShouldBeTrue();
        path.ShouldEndWith(Path.Combine("vigil", "vigil.db"));
    }

    [Fact]
    public void The_fallback_is_one_per_user()
    {
        DatabasePath.Fallback().ShouldStartWith(Path.GetTempPath());
        Path.GetFileName(Path.GetDirectoryName(DatabasePath.Fallback())).ShouldBe("vigil-" + Environment.UserName);
    }
}
