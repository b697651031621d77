import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { handleUnaryCall, Server } from '@grpc/grpc-js'
import type { Node } from '../commit.ts'

/** What a client asks before anything else: what the server can do, and where the leader is. */
export function addDirectory(server: Server, node: Node): void {
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods(node) })
  server.addService(GossipService, { read: members(node) })
}

const supportedMethods =
  (node: Node): handleUnaryCall<shared.Empty, features.SupportedMethods> =>
  (_call, callback) => {
    if (node.faults.frozen) return
    const methods = Object.keys(StreamsService).map((name) =>
      new features.SupportedMethod()
        .setServiceName('event_store.client.streams.streams')
        .setMethodName(name.toLowerCase()),
    )
    callback(
      null,
      new features.SupportedMethods().setEventStoreServerVersion('23.10.6').setMethodsList(methods),
    )
  }

const members =
  (node: Node): handleUnaryCall<shared.Empty, gossip.ClusterInfo> =>
  (_call, callback) => {
    if (node.faults.frozen) return
    const { host, port } = node.leader()
    const leader = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(crypto.randomUUID()))
      .setTimeStamp('0')
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port))
    callback(null, new gossip.ClusterInfo().setMembersList([leader]))
  }
