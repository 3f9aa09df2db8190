{
  description = "preflight: may we roll this out on this NixOS host, and if not, what exactly do we change?";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      forEach = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = forEach (pkgs: {
        default = pkgs.callPackage ./nix/package.nix { };
      });

      overlays.default = final: _: {
        nixos-preflight = final.callPackage ./nix/package.nix { };
      };

      nixosModules.default = ./nix/module.nix;

      devShells = forEach (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.nodejs
            pkgs.nix
            pkgs.openssh
            pkgs.prometheus
          ];
        };
      });

      # `nix flake check` builds the package and the unit of a machine that uses the module.
      checks = forEach (
        pkgs:
        let
          machine = nixpkgs.lib.nixosSystem {
            inherit (pkgs.stdenv.hostPlatform) system;
            modules = [
              self.nixosModules.default
              {
                boot.isContainer = true;
                system.stateVersion = "25.11";
                services.nixos-preflight = {
                  enable = true;
                  textfileDirectory = "/var/lib/node-exporter";
                  preSwitchCheck.enable = true;
                };
              }
            ];
          };
        in
        {
          package = self.packages.${pkgs.stdenv.hostPlatform.system}.default;
          unit = machine.config.systemd.units."nixos-preflight.service".unit;
          preSwitchCheck = machine.config.system.preSwitchChecks.script;
        }
      );

      formatter = forEach (pkgs: pkgs.nixfmt-rfc-style);
    };
}
