import { StatusesScreen } from "@/components/plugins/statuses-screen";

export default function Page() {
  return <StatusesScreen />;
}
