class Sluice < Formula
  desc "Moves objects in S3-compatible storage and proves that every byte arrived"
  homepage "@HOME@"
  version "@VERSION@"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "@URL:osx-arm64@"
      sha256 "@SHA256:osx-arm64@"
    end
    on_intel do
      url "@URL:osx-x64@"
      sha256 "@SHA256:osx-x64@"
    end
  end
  on_linux do
    on_arm do
      url "@URL:linux-arm64@"
      sha256 "@SHA256:linux-arm64@"
    end
    on_intel do
      url "@URL:linux-x64@"
      sha256 "@SHA256:linux-x64@"
    end
  end

  def install
    bin.install "bin/sluice"
    man1.install Dir["share/man/man1/*"]
    bash_completion.install "share/bash-completion/completions/sluice"
    zsh_completion.install "share/zsh/site-functions/_sluice"
    fish_completion.install "share/fish/vendor_completions.d/sluice.fish"
    pwsh_completion.install "share/pwsh/completions/_sluice.ps1"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/sluice version")
  end
end
