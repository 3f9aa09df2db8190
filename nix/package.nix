# nixos-preflight from its source. Nothing here has a hash of its own: each package of npm is fetched on its own, under
# the hash that package-lock.json has for it, so that no hash goes stale when a dependency changes.
{
  lib,
  buildNpmPackage,
  cacert,
  importNpmLock,
  nodejs,
  runCommand,
  writeText,
}:
let
  package = lib.importJSON ../package.json;
  lock = lib.importJSON ../package-lock.json;

  # node_modules/a/node_modules/@b/c -> @b/c
  nameOf = path: lib.last (lib.splitString "node_modules/" path);

  # The lock file names no registry, so npm asks its own for the file; whichever that is, the bytes are those of `integrity`.
  tarball =
    path: module:
    runCommand "${lib.strings.sanitizeDerivationName (nameOf path)}-${module.version}.tgz"
      {
        nativeBuildInputs = [ nodejs ];
        outputHash = module.integrity;
        outputHashMode = "flat";
        SSL_CERT_FILE = "${cacert}/etc/ssl/certs/ca-bundle.crt";
        impureEnvVars = lib.fetchers.proxyImpureEnvVars;
        specification = "${nameOf path}@${module.version}";
      }
      ''
        export HOME=$TMPDIR
        npm pack --ignore-scripts --silent --pack-destination . -- "$specification"
        mv -- *.tgz "$out"
      '';

  withTarball =
    path: module:
    removeAttrs module [
      "link"
      "funding"
    ]
    // lib.optionalAttrs (path != "") { resolved = "file:${tarball path module}"; };

  packages = lib.mapAttrs withTarball lock.packages;
  fromStore = lib.mapAttrs (name: _: packages."node_modules/${name}".resolved);

  # The folder that importNpmLock's hook takes: both files, with every package at its place in the store.
  npmDeps = runCommand "nixos-preflight-${package.version}-npm" { } ''
    mkdir $out
    cp ${
      writeText "package.json" (
        builtins.toJSON (package // { devDependencies = fromStore package.devDependencies; })
      )
    } $out/package.json
    cp ${writeText "package-lock.json" (builtins.toJSON (lock // { inherit packages; }))} $out/package-lock.json
  '';
in
buildNpmPackage {
  pname = package.name;
  inherit (package) version;
  inherit npmDeps;
  npmConfigHook = importNpmLock.npmConfigHook;

  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../package.json
      ../package-lock.json
      ../tsconfig.json
      ../LICENSE
      ../README.md
      ../CHANGELOG.md
      ../src
      ../scripts
      ../schemas
      ../checks
      ../docs
      # What scripts/build/compile.ts runs commands on.
      ../test/agree/fixtures/rollout
      ../test/checks/fixtures/profiling/hosts
      ../test/nix/fixtures/patch/change-value
    ];
  };

  # What is bundled needs none of them: ssh2 works without its native parts, esbuild brings a program of its own.
  npmRebuildFlags = [ "--ignore-scripts" ];

  # The bundle has no dependencies.
  postInstall = ''
    rm -rf $out/lib/node_modules/${package.name}/node_modules
  '';

  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck
    test "$($out/bin/preflight --version)" = ${package.version}
    $out/bin/preflight list >/dev/null
    runHook postInstallCheck
  '';

  passthru = { inherit npmDeps; };

  meta = {
    description = "Readiness checker that NixOS operators run before a rollout";
    license = lib.licenses.mit;
    mainProgram = "preflight";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
