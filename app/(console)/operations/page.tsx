import { OperationsScreen } from "@/components/operations/operations-screen";

export default function Page() {
  return <OperationsScreen />;
}
