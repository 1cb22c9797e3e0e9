/**
 * Numbers as the programs of iptables take them: decimal, hexadecimal after `0x`, octal after a zero. What iptables-save prints is
 * decimal; what people write for iptables-restore need not be. Source: xtables_strtoul of libxtables, strtoul(3) with base 0.
 */

/** Undefined for what is no number, or more than `most`. */
export function parseNumber(text: string, most: number): number | undefined {
  const [, hexadecimal, octal, decimal] = shape.exec(text) ?? [];
  const digits = hexadecimal ?? octal ?? decimal;
  if (digits === undefined) return undefined;
  const number = Number.parseInt(digits, hexadecimal !== undefined ? 16 : octal !== undefined ? 8 : 10);
  return number <= most ? number : undefined;
}

const shape = /^\+?(?:0x([0-9a-f]+)|(0[0-7]*)|([1-9]\d*))$/i;

/** A port by its number or by the name that a service has with every protocol. */
export function parsePort(text: string): number | undefined {
  return parseNumber(text, 0xffff) ?? servicePorts.get(text);
}

/** Services as Linux names them, each with one port whatever the protocol. Source: services(5), IANA "Service Name Registry". */
const servicePorts: ReadonlyMap<string, number> = new Map(
  `ftp-data=20 ftp=21 ssh=22 telnet=23 smtp=25 domain=53 http=80 kerberos=88 pop3=110 sunrpc=111 ntp=123 imap2=143 snmp=161
  ldap=389 https=443 submission=587 ldaps=636 imaps=993 pop3s=995 openvpn=1194 ms-sql-s=1433 mysql=3306 postgresql=5432
  amqps=5671 amqp=5672 http-alt=8080`
    .split(/\s+/)
    .map((entry) => {
      const [name = '', port] = entry.split('=');
      return [name, Number(port)];
    }),
);
