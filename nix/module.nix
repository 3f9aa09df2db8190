# services.nixos-preflight: the host judges itself by a timer, and a switch to a system that would be blocked is refused.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.nixos-preflight;
  inherit (lib)
    concatMap
    concatStringsSep
    escapeShellArgs
    mapAttrsToList
    mkEnableOption
    mkIf
    mkOption
    optionals
    types
    ;

  judging =
    concatMap (pack: [
      "--pack"
      pack
    ]) cfg.packs
    ++ concatMap (set: [
      "--set"
      set
    ]) (mapAttrsToList (name: value: "${name}=${value}") cfg.parameters)
    ++ optionals cfg.strict [ "--strict" ];

  report = "${cfg.reportDirectory}/report.json";
  words = [
    "${cfg.package}/bin/preflight"
    "check"
    "local"
    "--quiet"
    "--no-color"
  ]
  ++ judging
  ++ [
    "--output"
    "json=${report}"
  ]
  ++ optionals (cfg.textfileDirectory != null) [
    "--output"
    "textfile=${cfg.textfileDirectory}/nixos-preflight.prom"
  ]
  ++ optionals (cfg.ntfyUrl != null) [
    "--notify"
    "ntfy:${cfg.ntfyUrl}"
  ];

  # systemd reads % and $ in a command for itself.
  execLine = builtins.replaceStrings [ "%" "$" ] [ "%%" "$$" ] (escapeShellArgs words);

  # What the probe does as root: addresses in kallsyms (SYSLOG), the active eBPF test (BPF, PERFMON), its question whether
  # locked memory may be unlimited (SYS_RESOURCE), and kallsyms once more as an ordinary user (SETUID, SETGID). Root's files
  # are read by their owner, which needs none. net.core.bpf_jit_harden alone would need SYS_ADMIN: it stays unknown.
  capabilities = [
    "CAP_BPF"
    "CAP_PERFMON"
    "CAP_SETGID"
    "CAP_SETUID"
    "CAP_SYSLOG"
    "CAP_SYS_RESOURCE"
  ];
in
{
  options.services.nixos-preflight = {
    enable = mkEnableOption "judging this host by a timer";

    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ./package.nix { };
      defaultText = lib.literalExpression "pkgs.callPackage ./package.nix { }";
      description = "The package to run.";
    };

    packs = mkOption {
      type = types.listOf types.str;
      default = [ "profiling" ];
      example = [ "/etc/nixos/checks/storage.yaml" ];
      description = "Packs of checks, by name or by file.";
    };

    parameters = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = {
        alloy = "1.13.1";
      };
      description = "Parameters of the packs, as --set NAME=VALUE.";
    };

    strict = mkOption {
      type = types.bool;
      default = false;
      description = "Whether warnings count like blockers.";
    };

    schedule = mkOption {
      type = types.str;
      default = "hourly";
      example = "*:0/15";
      description = "When to judge, in the form of systemd.time(7).";
    };

    reportDirectory = mkOption {
      type = types.path;
      default = "/var/lib/nixos-preflight";
      description = "Where report.json is written. The verdict in it tells whether the next one is a change.";
    };

    textfileDirectory = mkOption {
      type = types.nullOr types.path;
      default = null;
      example = "/var/lib/prometheus-node-exporter-text-files";
      description = "The directory of the node exporter's textfile collector, for nixos-preflight.prom.";
    };

    ntfyUrl = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "https://ntfy.example/preflight";
      description = ''
        Where a change of the verdict is told: the URL of an ntfy server with its topic. A host cannot tell that it is down
        itself: alert on the age of preflight_run_timestamp_seconds for that.
      '';
    };

    environmentFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      example = "/run/secrets/nixos-preflight";
      description = "A file with PREFLIGHT_NTFY_TOKEN=…, outside of the store.";
    };

    preSwitchCheck = {
      enable = mkEnableOption ''
        refusing a switch to a system that would be blocked, by the facts that are predicted of it. A verdict that could
        not be found, a timeout or a failure of preflight only warns, and so does going back to an older generation.
        NIXOS_NO_CHECK=1 in the environment of switch-to-configuration skips every pre-switch check'';

      timeout = mkOption {
        type = types.ints.positive;
        default = 60;
        description = "Seconds after which the switch goes on.";
      };
    };
  };

  config = mkIf (cfg.enable || cfg.preSwitchCheck.enable) {
    environment.systemPackages = [ cfg.package ];

    systemd.services.nixos-preflight = mkIf cfg.enable {
      description = "Judge whether this host is ready for a rollout";
      documentation = [ "man:systemd.exec(5)" ];
      after = [ "network-online.target" ];
      wants = [ "network-online.target" ];
      serviceConfig = {
        Type = "oneshot";
        ExecStart = execLine;
        # Blocked and undetermined are answers: the report, the metrics and the message carry them.
        SuccessExitStatus = "1 3";
        TimeoutStartSec = 300;

        CapabilityBoundingSet = concatStringsSep " " capabilities;
        AmbientCapabilities = "";
        NoNewPrivileges = true;

        ReadWritePaths = concatStringsSep " " (
          map (path: "-${path}") (
            [ cfg.reportDirectory ] ++ optionals (cfg.textfileDirectory != null) [ cfg.textfileDirectory ]
          )
        );
        ProtectSystem = "strict";
        ProtectHome = true;
        PrivateTmp = true;
        PrivateDevices = true;
        PrivateMounts = true;
        ProtectControlGroups = true;
        ProtectClock = true;
        ProtectHostname = true;
        ProtectKernelModules = true;
        # Instead of ProtectKernelTunables, which hides /proc/kallsyms; ProtectKernelLogs would take CAP_SYSLOG away.
        ReadOnlyPaths = "/proc/sys /sys";
        LockPersonality = true;
        RestrictNamespaces = true;
        RestrictRealtime = true;
        RestrictSUIDSGID = true;
        RestrictAddressFamilies = if cfg.ntfyUrl == null then "AF_UNIX" else "AF_UNIX AF_INET AF_INET6";
        SystemCallArchitectures = "native";
        SystemCallFilter = "@system-service bpf perf_event_open";
        UMask = "0022";
      }
      // lib.optionalAttrs (cfg.environmentFile != null) { EnvironmentFile = cfg.environmentFile; };
    };

    systemd.timers.nixos-preflight = mkIf cfg.enable {
      description = "Judge whether this host is ready for a rollout";
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = cfg.schedule;
        Persistent = true;
        RandomizedDelaySec = 60;
      };
    };

    systemd.tmpfiles.rules = mkIf cfg.enable [ "d ${cfg.reportDirectory} 0755 root root -" ];

    system.preSwitchChecks = mkIf cfg.preSwitchCheck.enable {
      # $1 is the system that is switched to (nixpkgs, nixos/modules/system/activation/pre-switch-check.nix).
      nixos-preflight = ''
        incoming=''${1-}
        judge() {
          timeout --kill-after=5 ${toString cfg.preSwitchCheck.timeout} \
            ${cfg.package}/bin/preflight check local --quiet --closure "$incoming" ${escapeShellArgs judging}
        }
        # Of a generation that is older than the newest one, a person is going back.
        going_back() {
          newest=0 own=0
          for link in /nix/var/nix/profiles/system-*-link; do
            number=''${link#/nix/var/nix/profiles/system-} number=''${number%-link}
            case $number in "" | *[!0-9]*) continue ;; esac
            [ "$number" -le "$newest" ] || newest=$number
            if [ "$(readlink -f -- "$link")" = "$(readlink -f -- "$incoming")" ] && [ "$number" -gt "$own" ]; then own=$number; fi
          done
          [ "$own" -gt 0 ] && [ "$own" -lt "$newest" ]
        }
        if [ -z "$incoming" ] || [ ! -e /run/current-system ]; then
          echo "preflight: nothing to compare, the switch goes on" >&2
          exit 0
        fi
        status=0
        judge || status=$?
        case $status in
          0) exit 0 ;;
          1)
            if going_back; then
              echo "preflight: this generation would be blocked; going back is not refused" >&2
              exit 0
            fi
            echo "preflight: the switch is refused. To switch all the same: NIXOS_NO_CHECK=1 nixos-rebuild switch" >&2
            exit 1
            ;;
          *)
            echo "preflight: could not judge the system (exit $status), the switch goes on" >&2
            exit 0
            ;;
        esac
      '';
    };
  };
}
