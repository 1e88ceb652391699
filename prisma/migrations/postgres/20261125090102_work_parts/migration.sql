-- CreateTable
CREATE TABLE "WorkPart" (
    "work_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "WorkPart_pkey" PRIMARY KEY ("work_id","key")
);

-- AddForeignKey
ALTER TABLE "WorkPart" ADD CONSTRAINT "WorkPart_work_id_fkey" FOREIGN KEY ("work_id") REFERENCES "Work"("id") ON DELETE CASCADE ON UPDATE CASCADE;
