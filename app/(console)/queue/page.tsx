import { QueueScreen } from "@/components/jobs/queue-screen";

export default function Page() {
  return <QueueScreen />;
}
