import { QueuesScreen } from "@/components/queues/queues-screen";

export default function Page() {
  return <QueuesScreen />;
}
