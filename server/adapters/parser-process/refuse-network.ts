import { Socket as DatagramSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';

const refuse = (): never => {
  throw new Error('a parser has no network');
};

/** Takes the network away from this process, in case that a parser would follow what a file links to. */
export function refuseNetwork(): void {
  Socket.prototype.connect = refuse;
  Server.prototype.listen = refuse;
  DatagramSocket.prototype.bind = refuse;
  DatagramSocket.prototype.connect = refuse;
  DatagramSocket.prototype.send = refuse;
  globalThis.fetch = refuse;
}
