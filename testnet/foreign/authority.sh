#!/bin/sh
# Makes a certificate authority of our own and certificates for `.test` names, and gives each name a loopback address,
# so that foreign servers and our node can meet on one machine as they would meet in public: by name, over TLS, on port 443.
# Safe to run again: what is there and still good is kept.
#
# usage: authority.sh FOLDER NAME[=ADDRESS]...    for example: authority.sh target/foreign peer.test=127.0.10.1
#        a name without an address gets a certificate only
# makes FOLDER/ca.pem (give it to SSL_CERT_FILE and NODE_EXTRA_CA_CERTS), FOLDER/NAME.pem and FOLDER/NAME.key
set -eu

folder=$1
shift
umask 077
mkdir -p "$folder"

# Good for a day at least, else made anew with everything that it signed.
if ! openssl x509 -in "$folder/ca.pem" -noout -checkend 86400 >/dev/null 2>&1; then
    rm -f "$folder"/*.pem "$folder"/*.key "$folder"/*.csr
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Artel test authority" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
fi

for pair in "$@"; do
    name=${pair%%=*}
    case "$pair" in *=*) address=${pair#*=} ;; *) address= ;; esac
    case "$name" in *.test) ;; *) echo "authority.sh: $name does not end in .test" >&2; exit 1 ;; esac
    case "$address" in 127.* | "") ;; *) echo "authority.sh: $address is no loopback address" >&2; exit 1 ;; esac

    if ! openssl x509 -in "$folder/$name.pem" -noout -checkend 86400 >/dev/null 2>&1; then
        extensions=$folder/$name.ext
        printf 'subjectAltName=DNS:%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$name" >"$extensions"
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" \
            -keyout "$folder/$name.key" -out "$folder/$name.csr" 2>/dev/null
        openssl x509 -req -days 30 -in "$folder/$name.csr" -extfile "$extensions" \
            -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -out "$folder/$name.pem" 2>/dev/null
        rm -f "$folder/$name.csr" "$extensions"
    fi

    # A line of ours that says otherwise is replaced; lines of others are left alone.
    if [ -n "$address" ] && ! grep -qxF "$address $name" /etc/hosts; then
        sed "/^127\.[0-9.]* $name\$/d" /etc/hosts >"$folder/hosts"
        echo "$address $name" >>"$folder/hosts"
        cat "$folder/hosts" >/etc/hosts
        rm -f "$folder/hosts"
    fi
done
