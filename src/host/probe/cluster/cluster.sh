# What the cluster says, through kubectl, which reduces it itself with the templates beside this file. Of what it prints
# only the lines of the templates are passed on, and of its errors only which of the kinds below they are.

K3S_YAML=/etc/rancher/k3s/k3s.yaml
LATE='unreadable no answer'

cluster() {
  DOWN= PODS=' '
  clock
  DEADLINE=$((NOW + PATIENCE))
  program timeout || FOUND=
  TIMEOUT=$FOUND
  client
  # The first to be asked: where it cannot be told, the others need not wait. Nor need they for any that comes too late.
  ask nodes 50000 nodes "$NODES"
  if listed kubernetes "$AREAS"; then
    ask pods 250000 pods "$PODS_IN_TROUBLE"
    ask workloads 80000 deployments.apps,daemonsets.apps,statefulsets.apps "$WORKLOADS"
    [ "$PODS" = ' ' ] || ask events 150000 events "$EVENTS_OF_PODS" --field-selector=involvedObject.kind=Pod,type=Warning
  fi
  if listed argocd "$AREAS"; then ask applications 100000 applications.argoproj.io "$APPLICATIONS"; fi
  if listed cnpg "$AREAS"; then
    ask clusters 30000 clusters.postgresql.cnpg.io "$CLUSTERS"
    ask backups 60000 backups.postgresql.cnpg.io "$BACKUPS"
  fi
}

# -> CLIENT, or why there is none in DOWN
client() {
  if [ -n "$CONTEXT" ]; then
    program kubectl || DOWN='unsupported no kubectl on this machine'
  elif program k3s || program kubectl; then
    state "$K3S_YAML"
    case $STATE in
      ok) ;;
      missing) DOWN="unsupported no $K3S_YAML on the host" ;;
      *) DOWN="$STATE $K3S_YAML" ;;
    esac
  else
    DOWN='unsupported neither k3s nor kubectl on the host'
  fi
  CLIENT=$FOUND
}

# -> NOW, seconds that nobody sets back; where the kernel tells none, the time of day
clock() {
  NOW=
  [ ! -r /proc/uptime ] || read -r NOW _ </proc/uptime
  NOW=${NOW%%.*}
  [ -n "$NOW" ] || NOW=$(date +%s)
}

# -> LEFT, the seconds that one more call may take, or why there is none in DOWN
left() {
  clock
  LEFT=$((DEADLINE - NOW))
  if [ "$LEFT" -le 0 ]; then
    DOWN="unreadable not asked, as the lists before it took $PATIENCE s"
  elif [ "$LEFT" -gt "$CALL" ]; then
    LEFT=$CALL
  fi
}

# NAME BYTES RESOURCES TEMPLATE [OPTION]: the lines of the template as members of kube.NAME, and whether they are all; or
# why there are none.
ask() {
  NAME=$1 BYTES=$2
  shift 2
  GROUP=${1#*.} PARTLY=
  [ -n "$DOWN" ] || left
  if [ -n "$DOWN" ]; then
    line ! "kube.$NAME" "$DOWN"
    return
  fi
  WHY= ENDED=
  IFS=$NL
  for text in $(kubectl_get "$@" 2>&1 | head -c "$BYTES"); do
    [ ${#text} -le 4000 ] || text=:long
    case $text in
      :end) ;;
      :event\ *) ! known_pod "$text" || member kube.events "${text#:}" ;;
      :*)
        case $text in :pod\ *) pod_of "$text" && PODS="$PODS$POD " ;; esac
        member "kube.$NAME" "${text#:}"
        ;;
      ended\ *) ENDED=${text#ended } ;;
      *) failure "$text" ;;
    esac
  done
  unset IFS
  case $ENDED in
    0) fact "kube.$NAME" whole ;;
    '') fact "kube.$NAME" cut ;;
    *)
      # timeout(1) of coreutils, of busybox, and a kill.
      case $ENDED in 124 | 143 | 137) WHY="$LATE within $LEFT s" ;; esac
      line ! "kube.$NAME" "${WHY:=unreadable kubectl ended with $ENDED}"
      case $NAME:$WHY in
        *:"$LATE"*) DOWN="unreadable not asked, as the list of $NAME did not come in time" ;;
        nodes:denied*403*) ;;
        nodes:*) DOWN=$WHY ;;
      esac
      ;;
  esac
}

# RESOURCES TEMPLATE [OPTION]
kubectl_get() {
  resources=$1 template=$2
  shift 2
  set -- "--request-timeout=${REQUEST}s" get "$resources" --all-namespaces "$@" -o "go-template=$WORDS$template"
  if [ -n "$CONTEXT" ]; then
    set -- "$CLIENT" "--context=$CONTEXT" "$@"
  else
    # No cache is written, and no configuration of a person read: nothing can be made in /proc.
    HOME=/proc
    export HOME
    set -- "--kubeconfig=$K3S_YAML" --cache-dir=/proc/none "$@"
    case $CLIENT in */k3s) set -- "$CLIENT" kubectl "$@" ;; *) set -- "$CLIENT" "$@" ;; esac
  fi
  [ -z "$TIMEOUT" ] || set -- "$TIMEOUT" "$LEFT" "$@"
  "$@"
  echo "ended $?"
}

# LINE of a pod or an event -> POD
pod_of() {
  POD=${1#* }
  namespace=${POD%% *}
  POD=${POD#* }
  POD=$namespace/${POD%% *}
}

known_pod() {
  pod_of "$1"
  case $PODS in *" $POD "*) ;; *) return 1 ;; esac
}

# LINE of kubectl -> WHY; the last that is known counts
failure() {
  case $1 in
    *"resource list for $GROUP/"*) PARTLY=yes ;;
    *orbidden*) WHY='denied the API server refuses it (403)' ;;
    *'be logged in'* | *'provide credentials'* | *nauthorized*) WHY='denied the API server does not know who asks (401)' ;;
    *'have a resource type'*)
      case $NAME:$PARTLY in
        *:yes) WHY='unreadable the API server does not say what resources it has' ;;
        applications:* | clusters:* | backups:*) WHY='missing the cluster has no such resource' ;;
        *) WHY='unreadable the API server knows no such resource' ;;
      esac
      ;;
    *'prevented the request'* | *InternalError* | *ServiceUnavailable* | *'unable to handle'*)
      WHY='unreadable the API server answers with an error (5xx)'
      ;;
    *x509* | *'gave HTTP response'*) WHY='unreadable the API server cannot prove who it is' ;;
    *refused* | *'no such host'* | *'no route'* | *unreachable*) WHY='unreadable the API server cannot be reached' ;;
    *'deadline exceeded'* | *'imeout exceeded'* | *'i/o timeout'*) WHY="$LATE of the API server within $REQUEST s" ;;
    *serializer* | *'invalid character'*) WHY='unreadable what answers is no API server' ;;
    *context*'not found'* | *context*'not exist'*) WHY='unreadable kubectl has no such context' ;;
    *'loading config'*) WHY='unreadable the kubeconfig cannot be read' ;;
  esac
}
